import type { EvidenceBundle } from '../../contracts/evidence-locker/bundle.ts';
import type { NamedHold } from '../holds/coverage-store.ts';
import type { BundleRow } from './bundle-store.ts';

/** A bundle as it is answered. */
export function bundleOf(row: BundleRow, heldBy: readonly NamedHold[]): EvidenceBundle {
  return {
    bundleId: row.bundle_id,
    kind: row.kind,
    tier: row.tier,
    digest: row.digest,
    bytes: row.bytes,
    fileName: row.file_name,
    objectRef: row.object_ref,
    source: { runId: row.run_id, profileId: row.profile_id, scanId: row.scan_id },
    createdAt: row.created_at.toISOString(),
    purgeAfter: row.purge_after.toISOString(),
    prunedAt: row.pruned_at?.toISOString() ?? null,
    heldBy: [...heldBy],
  };
}
