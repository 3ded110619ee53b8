import type { Profile } from '../../../../server/contracts/export-center/profile.ts';
import type { Page } from '../../../../server/contracts/lists.ts';

/** Profiles as the Export Center answers them; times fit FakeClock, which starts at 2026-11-22 10:00 UTC. */
export const nightly: Profile = {
  profileId: 'prof-4k2f9a',
  name: 'nightly-raw',
  description: 'Everything, every night',
  kind: 'json',
  variant: 'raw',
  include: ['advisories', 'vex'],
  selectors: { products: [], ecosystems: ['Go', 'npm'], sbomSubjects: [], timeWindow: { lastDays: 30 } },
  policySnapshotMode: 'none',
  trivy: null,
  encryption: { enabled: false, mode: 'age', recipients: [], strict: false },
  base: null,
  redaction: [],
  compression: { codec: 'zstd', level: 10 },
  distribution: ['http'],
  retention: { mode: 'days', value: 30 },
  labels: { team: 'platform' },
  changeRecord: { impact: 'Only Go and npm', expectedBundleBytes: 4_194_304, ticket: 'OPS-7' },
  revision: 2,
  archived: false,
  createdAt: '2026-11-20T10:00:00.000Z',
  createdBy: 'Ada Admin',
  updatedAt: '2026-11-22T09:55:00.000Z',
  updatedBy: 'Ada Admin',
};

export const firstRevision: Profile = {
  ...nightly,
  selectors: { ...nightly.selectors, ecosystems: [] },
  changeRecord: null,
  revision: 1,
  updatedAt: nightly.createdAt,
};

export function pageOf<Item>(...items: readonly Item[]): Page<Item> {
  return { items, nextCursor: null, total: items.length };
}
