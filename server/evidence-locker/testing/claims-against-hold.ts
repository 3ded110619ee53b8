import { randomUUID } from 'node:crypto';
import type { EvidenceBundle } from '../../contracts/evidence-locker/bundle.ts';
import type { Hold } from '../../contracts/evidence-locker/hold.ts';
import type { TrialTenant } from './trial-tenant.ts';

export interface Race {
  readonly bundles: number;
  readonly claimsEach: number;
  /** Holds placed on all of the bundles at the same time. */
  readonly holds?: number;
  /** Decides in which order the calls are made, and which claims end in a deletion. */
  readonly seed: number;
}

/**
 * Claims and holds on the same bundles at once, then the proof that they never contradict each other: a bundle whose
 * deletion was granted and reported is in no hold's coverage, and is reported by each hold as gone; a bundle that a
 * hold covers is still there, and a claim on it is refused.
 */
export async function claimsAgainstHold(
  tenant: TrialTenant,
  { bundles, claimsEach, holds = 1, seed }: Race,
): Promise<void> {
  const random = randomFrom(seed);
  const registered: EvidenceBundle[] = [];
  for (let number = 1; number <= bundles; number++) registered.push(await tenant.register(number));
  const bundleIds = registered.map(({ bundleId }) => bundleId);

  const placed: Hold[] = [];
  const deleted = new Set<string>();
  const placements = Array.from({ length: holds }, () => async (): Promise<void> => {
    const key = randomUUID();
    const { status, body } = await untilTaken(() => tenant.place({ type: 'bundle', bundleIds }, {}, { key }));
    if (status === 201) placed.push(body);
    else expect((body as unknown as { code: string }).code).toBe('ERR_HOLD_EMPTY');
  });
  const deletions = registered.flatMap((bundle) =>
    Array.from({ length: claimsEach }, () => async (): Promise<void> => {
      const deletes = random() < 0.5;
      const { status, body } = await untilTaken(() => tenant.claim(bundle));
      if (status !== 201) {
        expect((body as unknown as { code: string }).code).toBe('ERR_HELD');
        return;
      }
      if (deletes) deleted.add(bundle.bundleId);
      const end = async (): Promise<{ status: number }> => ({
        status: await tenant.endClaim(body.claimId, deletes ? 'deleted' : 'abandoned'),
      });
      expect((await untilTaken(end)).status).toBe(204);
    }),
  );
  await Promise.all(shuffled([...placements, ...deletions], random).map((call) => call()));

  for (const hold of placed) {
    const gone = hold.alreadyGone.map(({ bundleId }) => bundleId).sort();
    expect(gone)
      .withContext('reported as gone')
      .toEqual([...deleted].sort());
    expect(hold.items)
      .withContext('covered')
      .toBe(bundles - deleted.size);
    expect(hold.state).toBe(deleted.size === bundles ? 'failed' : 'active');
  }
  for (const bundle of registered) {
    const now = await tenant.bundle(bundle.bundleId);
    expect(now.prunedAt !== null).toBe(deleted.has(bundle.bundleId));
    expect(now.heldBy.length).toBe(deleted.has(bundle.bundleId) ? 0 : placed.length);
    if (now.heldBy.length > 0) expect((await tenant.claim(bundle)).status).toBe(409);
  }
  expect((await tenant.verifyTimeline()).verdict).toBe('passed');
}

/** A database that is asked for more connections than it has says 503, and callers try again. */
async function untilTaken<Answer extends { readonly status: number }>(call: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await call();
    if (answer.status !== 503) return answer;
  }
}

/** Mulberry32: the same numbers in [0, 1) for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((left, right) => left.at - right.at)
    .map(({ item }) => item);
}
