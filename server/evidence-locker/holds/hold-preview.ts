import type { HoldPreview } from '../../contracts/evidence-locker/hold.ts';
import { canonicalJson } from '../../verification/canonical-json.ts';
import type { BundleRow } from '../bundles/bundle-store.ts';
import { digestOf } from '../timeline/chain.ts';

const shownAtMost = 20;
const dueSoonMs = 30 * 24 * 60 * 60 * 1000;

/** What a hold on `bundles` would do; `held` are the ids of those that another hold protects already. */
export function previewOf(bundles: readonly BundleRow[], held: ReadonlySet<string>, now: Date): HoldPreview {
  const kept = bundles.filter((bundle) => bundle.pruned_at === null);
  const alreadyHeld = kept.filter((bundle) => held.has(bundle.bundle_id)).length;
  const dueBefore = now.getTime() + dueSoonMs;
  const due = kept.filter((bundle) => bundle.purge_after.getTime() <= dueBefore);
  return {
    digest: setDigest(kept),
    items: kept.length,
    bytes: kept.reduce((sum, bundle) => sum + bundle.bytes, 0),
    newlyHeld: kept.length - alreadyHeld,
    alreadyHeld,
    dueSoon: due
      .sort((left, right) => left.purge_after.getTime() - right.purge_after.getTime() || byId(left, right))
      .slice(0, shownAtMost)
      .map(sampleOf),
    samples: kept
      .sort((left, right) => right.created_at.getTime() - left.created_at.getTime() || byId(left, right))
      .slice(0, shownAtMost)
      .map(sampleOf),
  };
}

/** Names the exact set of bundles: SHA-256 over the canonical JSON of their sorted ids. */
function setDigest(bundles: readonly BundleRow[]): string {
  return digestOf(canonicalJson(bundles.map((bundle) => bundle.bundle_id).sort()));
}

function byId(left: BundleRow, right: BundleRow): number {
  return left.bundle_id < right.bundle_id ? -1 : 1;
}

function sampleOf(bundle: BundleRow): HoldPreview['samples'][number] {
  return {
    bundleId: bundle.bundle_id,
    fileName: bundle.file_name,
    runId: bundle.run_id,
    bytes: bundle.bytes,
    purgeAfter: bundle.purge_after.toISOString(),
  };
}
