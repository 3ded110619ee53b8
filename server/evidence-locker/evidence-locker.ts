import type { ObjectStore } from '../kernel/objects/object-store.ts';
import type { Services } from '../kernel/services.ts';
import { BundleService } from './bundles/bundle-service.ts';
import { BundleStore } from './bundles/bundle-store.ts';
import type { EvidenceEvents } from './events/evidence-events.ts';
import { CoverageStore } from './holds/coverage-store.ts';
import { HoldService } from './holds/hold-service.ts';
import { HoldSettlement } from './holds/hold-settlement.ts';
import { HoldStore } from './holds/hold-store.ts';
import { ExpiredClaims } from './prune-claims/expired-claims.ts';
import { PruneClaimService } from './prune-claims/prune-claim-service.ts';
import { PruneClaimStore } from './prune-claims/prune-claim-store.ts';
import { TimelineStore } from './timeline/timeline-store.ts';
import { Timeline } from './timeline/timeline.ts';
import { usualTimings, type Timings } from './timings.ts';

/** The features of the Evidence Locker, wired together; HTTP and the clock's work stand on them. */
export interface EvidenceLocker {
  readonly bundles: BundleService;
  readonly holds: HoldService;
  readonly claims: PruneClaimService;
  readonly expiredClaims: ExpiredClaims;
  readonly timeline: Timeline;
}

export interface EvidenceLockerServices extends Pick<Services, 'database' | 'logger'> {
  /** Asked whether an object is still there; the locker never writes or deletes one. */
  readonly objects: Pick<ObjectStore, 'head'>;
}

export function createEvidenceLocker(
  { database, objects, logger }: EvidenceLockerServices,
  events: EvidenceEvents,
  { claimMs, claimGraceMs, placeWaitMs }: Timings = usualTimings,
): EvidenceLocker {
  const timeline = new Timeline(database, new TimelineStore(database));
  const bundleStore = new BundleStore(database);
  const holdStore = new HoldStore(database);
  const coverage = new CoverageStore(database);
  const claimStore = new PruneClaimStore(database);
  const settlement = new HoldSettlement(database, holdStore, coverage, events);

  const bundles = new BundleService({ database, bundles: bundleStore, holds: holdStore, coverage, timeline, events });
  const holds = new HoldService({ database, holds: holdStore, coverage, settlement, timeline, placeWaitMs });
  const claims = new PruneClaimService({
    ...{ database, claims: claimStore, bundles: bundleStore, coverage, settlement, timeline, events, logger },
    claimMs,
  });
  const expiredClaims = new ExpiredClaims({
    ...{ claims: claimStore, service: claims, objects, logger },
    graceMs: claimGraceMs,
  });
  return { bundles, holds, claims, expiredClaims, timeline };
}
