import type { EvidenceBundle } from '../../../../server/contracts/evidence-locker/bundle.ts';
import type { Hold, HoldPreview } from '../../../../server/contracts/evidence-locker/hold.ts';
import type { Page } from '../../../../server/contracts/lists.ts';

/** Holds as the Evidence Locker answers them; times fit FakeClock, which starts at 2026-11-22 10:00 UTC. */
export const breach: Hold = {
  holdId: 'hold-99nrf2c6',
  name: 'Registry breach',
  caseId: 'CASE-118',
  reason: 'Preserve what names openssl',
  ticket: 'SEC-4',
  scope: { type: 'run', runIds: ['run-20261122-01', 'run-20261122-02'] },
  state: 'active',
  reviewAt: '2027-02-20T23:59:59.999Z',
  expiresAt: null,
  items: 2,
  bytes: 2_097_152,
  alreadyGone: [],
  createdAt: '2026-11-22T09:55:00.000Z',
  createdBy: 'Remy Responder',
  revision: 1,
};

export const bundle: EvidenceBundle = {
  bundleId: 'bndl-7f3a21',
  kind: 'export',
  tier: 'hot',
  digest: `sha256:${'ab'.repeat(32)}`,
  bytes: 1_048_576,
  fileName: 'run-20261122-01.tar.zst',
  objectRef: 'bundles/ab',
  source: { runId: 'run-20261122-01', profileId: 'prof-4k2f9a', scanId: null },
  createdAt: '2026-11-22T09:50:00.000Z',
  purgeAfter: '2026-12-22T09:50:00.000Z',
  prunedAt: null,
  heldBy: [{ holdId: breach.holdId, name: breach.name }],
};

export const preview: HoldPreview = {
  digest: `sha256:${'cd'.repeat(32)}`,
  items: 2,
  bytes: 2_097_152,
  newlyHeld: 1,
  alreadyHeld: 1,
  dueSoon: [],
  samples: [
    {
      bundleId: bundle.bundleId,
      fileName: bundle.fileName,
      runId: bundle.source.runId,
      bytes: bundle.bytes,
      purgeAfter: bundle.purgeAfter,
    },
  ],
};

export const nothing: HoldPreview = { ...preview, items: 0, bytes: 0, newlyHeld: 0, alreadyHeld: 0, samples: [] };

export function pageOf<Item>(...items: readonly Item[]): Page<Item> {
  return { items, nextCursor: null, total: items.length };
}
