import { randomBytes } from 'node:crypto';
import type { BundleRegistration, EvidenceBundle } from '../../contracts/evidence-locker/bundle.ts';
import {
  appendTimelineEvent,
  claimPrune,
  endPruneClaim,
  getHoldings,
  registerBundle,
} from '../../contracts/evidence-locker/operations.ts';
import type { TimelineEvent, TimelineSubmission } from '../../contracts/evidence-locker/timeline.ts';
import type { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/errors.ts';
import { route, type Route } from '../../kernel/http/route.ts';
import type { FakeIssuer } from '../../testing/fake-issuer.ts';
import { startTestApp, testAudience } from '../../testing/test-app.ts';

/** The internal operations of an Evidence Locker over real HTTP, which remembers what it was told. */
export interface FakeLocker {
  readonly url: string;
  readonly audience: string;
  readonly bundles: BundleRegistration[];
  readonly timeline: (TimelineSubmission & { readonly tenant: string })[];
  /** How the claims on a digest ended, in order. */
  readonly endedClaims: Map<string, string[]>;
  /** Names of the holds on a digest. */
  readonly holds: Map<string, string[]>;
  /** Answers every call with 503 while true. */
  isDown: boolean;
  /** How long a claim lasts. */
  claimMs: number;
  close(): Promise<void>;
}

export async function startFakeLocker(database: Database, issuer: FakeIssuer): Promise<FakeLocker> {
  const locker: FakeLocker = {
    url: '',
    audience: testAudience,
    bundles: [],
    timeline: [],
    endedClaims: new Map(),
    holds: new Map(),
    isDown: false,
    claimMs: 60_000,
    close: () => Promise.resolve(),
  };
  const app = await startTestApp({ database, issuer, routes: lockerRoutes(locker), checkAnswers: false });
  return Object.assign(locker, { url: app.url, close: () => app.close({ graceMs: 0 }) });
}

function lockerRoutes(locker: FakeLocker): Route[] {
  const claimed = new Map<string, string>();
  const up = (): void => {
    if (locker.isDown) throw new AppError('ERR_UNAVAILABLE', 'The locker is down.');
  };
  const holdsOn = (digest: string) =>
    (locker.holds.get(digest) ?? []).map((name) => ({ holdId: 'hold-abcd1234', name }));
  return [
    route(registerBundle, ({ body }) => {
      up();
      locker.bundles.push(body);
      return registered(body);
    }),
    route(getHoldings, ({ params }) => {
      up();
      return { heldBy: holdsOn(params.digest) };
    }),
    route(claimPrune, ({ body: { digest } }) => {
      up();
      const names = holdsOn(digest).map(({ name }) => name);
      if (names.length > 0) throw new AppError('ERR_HELD', `The bundle is held by ${names.join(', ')}.`);
      const claimId = `claim-${randomBytes(6).toString('hex')}`;
      claimed.set(claimId, digest);
      return { claimId, digest, expiresAt: new Date(Date.now() + locker.claimMs).toISOString() };
    }),
    route(endPruneClaim, ({ params, query }) => {
      up();
      const digest = claimed.get(params.id) ?? '';
      locker.endedClaims.set(digest, [...(locker.endedClaims.get(digest) ?? []), query.outcome]);
      return undefined;
    }),
    route(appendTimelineEvent, ({ body, tenant }) => {
      up();
      locker.timeline.push({ ...body, tenant });
      return chained(body, tenant);
    }),
  ];
}

function registered({ runId, profileId, ...bundle }: BundleRegistration): EvidenceBundle {
  const source = { runId, profileId, scanId: null };
  return { ...bundle, bundleId: 'bndl-abcd1234', tier: 'hot', source, prunedAt: null, heldBy: [] };
}

/** Nobody looks at the chain, only at the shape. */
function chained(submission: TimelineSubmission, tenant: string): TimelineEvent {
  const digest = `sha256:${'0'.repeat(64)}`;
  return { ...submission, tenant, seq: 1, payloadDigest: digest, previousHash: null, hash: digest };
}
