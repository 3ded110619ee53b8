import type { Hold } from '../../contracts/evidence-locker/hold.ts';
import type { Coverage } from './coverage-store.ts';
import type { HoldRow } from './hold-store.ts';

/** A hold as it is answered. */
export function holdOf(row: HoldRow, { items, bytes, gone }: Coverage): Hold {
  return {
    holdId: row.hold_id,
    name: row.name,
    caseId: row.case_id,
    reason: row.reason,
    ticket: row.ticket,
    scope: row.scope,
    state: row.state,
    reviewAt: row.review_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    items,
    bytes,
    alreadyGone: gone.map(({ bundleId, fileName, prunedAt }) => ({
      bundleId,
      fileName,
      prunedAt: prunedAt.toISOString(),
    })),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by_name,
    revision: row.revision,
  };
}
