import { randomUUID } from 'node:crypto';
import type { EvidenceBundle } from '../../contracts/evidence-locker/bundle.ts';
import type { Hold } from '../../contracts/evidence-locker/hold.ts';
import type { Answered } from './locker-caller.ts';
import { randomFrom, shuffled } from './seeded-random.ts';
import type { TrialTenant } from './trial-tenant.ts';

export interface HoldRaceOptions {
  readonly bundles: number;
  /** Callers that claim each bundle again and again until they are refused or one has deleted it. */
  readonly claimersEach: number;
  /** Holds placed on all of the bundles at the same time. */
  readonly holds?: number;
  /** Decides in which order the calls are made, and which claims end in a deletion. */
  readonly seed: number;
}

/** So many that claims are still being made while the holds are placed. */
const turns = 12;
const deletedShare = 0.1;

/**
 * Claims and holds on the same bundles at once, and the proof that they never contradict each other: when a hold says
 * that it is active, nobody has the right to delete what it covers, and nobody gets it any more.
 */
export class HoldRace {
  readonly #tenant: TrialTenant;
  readonly #options: HoldRaceOptions;
  readonly #random: () => number;
  readonly #bundles: EvidenceBundle[] = [];
  /** Bundle by claim: granted, and its end not sent yet. */
  readonly #openClaims = new Map<string, string>();
  readonly #deleted = new Set<string>();
  readonly #placed: Hold[] = [];

  constructor(tenant: TrialTenant, options: HoldRaceOptions) {
    this.#tenant = tenant;
    this.#options = options;
    this.#random = randomFrom(options.seed);
  }

  async run(): Promise<void> {
    const { bundles, claimersEach, holds = 1 } = this.#options;
    for (let number = 1; number <= bundles; number++) this.#bundles.push(await this.#tenant.register(number));
    const callers = [
      ...Array.from({ length: holds }, () => () => this.#place()),
      ...this.#bundles.flatMap((bundle) =>
        Array.from({ length: claimersEach }, () => () => this.#claimUntilRefused(bundle)),
      ),
    ];
    await Promise.all(shuffled(callers, this.#random).map((call) => call()));
    for (const { holdId } of this.#placed) this.#proveReport(await this.#tenant.hold(holdId));
    for (const bundle of this.#bundles) await this.#proveProtection(bundle);
    expect((await this.#tenant.verifyTimeline()).verdict).toBe('passed');
  }

  async #place(): Promise<void> {
    const key = randomUUID();
    const bundleIds = this.#bundles.map(({ bundleId }) => bundleId);
    const { status, body } = await untilTaken(() => this.#tenant.place({ type: 'bundle', bundleIds }, {}, { key }));
    if (status !== 201) {
      expect(codeOf(body)).toBe('ERR_HOLD_EMPTY');
      return;
    }
    this.#placed.push(body);
    // `placing` says that claims are open still.
    if (body.state === 'placing') return;
    expect([...this.#openClaims.values()].filter((bundleId) => !this.#deleted.has(bundleId)))
      .withContext('bundles under claim when a hold had settled')
      .toEqual([]);
  }

  async #claimUntilRefused(bundle: EvidenceBundle): Promise<void> {
    for (let turn = 0; turn < turns && !this.#deleted.has(bundle.bundleId); turn++) {
      const { status, body: claim } = await untilTaken(() => this.#tenant.claim(bundle));
      if (status !== 201) {
        expect(codeOf(claim)).toBe('ERR_HELD');
        return;
      }
      this.#openClaims.set(claim.claimId, bundle.bundleId);
      // Claiming what is gone already is harmless, and granted at any time.
      const gone = this.#deleted.has(bundle.bundleId);
      if (!gone) expect(this.#placed.length).withContext('active holds when a claim was granted').toBe(0);
      // As a deletion takes a while, so does this.
      await this.#tenant.bundle(bundle.bundleId);
      const outcome = gone || this.#random() < deletedShare ? 'deleted' : 'abandoned';
      if (outcome === 'deleted') this.#deleted.add(bundle.bundleId);
      this.#openClaims.delete(claim.claimId);
      await this.#end(claim.claimId, outcome);
    }
  }

  async #end(claimId: string, outcome: 'deleted' | 'abandoned'): Promise<void> {
    const ended = await untilTaken(async () => ({ status: await this.#tenant.endClaim(claimId, outcome) }));
    expect(ended.status).toBe(204);
  }

  /** Each hold reports as gone exactly what was deleted, and covers the rest. */
  #proveReport({ alreadyGone, items, state }: Hold): void {
    expect(alreadyGone.map(({ bundleId }) => bundleId).sort()).toEqual([...this.#deleted].sort());
    expect(items).toBe(this.#bundles.length - this.#deleted.size);
    expect(state).toBe(items === 0 ? 'failed' : 'active');
  }

  async #proveProtection(bundle: EvidenceBundle): Promise<void> {
    const deleted = this.#deleted.has(bundle.bundleId);
    const { prunedAt, heldBy } = await this.#tenant.bundle(bundle.bundleId);
    expect(prunedAt !== null).toBe(deleted);
    expect(heldBy.length).toBe(deleted ? 0 : this.#placed.length);
    if (heldBy.length > 0) expect((await this.#tenant.claim(bundle)).status).toBe(409);
  }
}

/** A database that is asked for more connections than it has says 503, and callers try again. */
async function untilTaken<Answer extends Pick<Answered<unknown>, 'status'>>(
  call: () => Promise<Answer>,
): Promise<Answer> {
  for (;;) {
    const answer = await call();
    if (answer.status !== 503) return answer;
  }
}

function codeOf(body: unknown): string {
  return (body as { code: string }).code;
}
