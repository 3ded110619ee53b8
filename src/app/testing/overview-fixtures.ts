import type { EvidenceSources } from '../../../server/contracts/export-center/sources.ts';
import type { Overview } from '../../../server/contracts/export-center/statistics.ts';

/** The day before FakeClock's time: three runs, one of which failed. For specs. */
export const overviewOfDay: Overview = {
  from: '2026-11-21T11:00:00.000Z',
  to: '2026-11-22T11:00:00.000Z',
  bucket: 'hour',
  totals: { active: 1, queued: 2, succeeded: 2, failed: 1, cancelled: 0, needsAction: 1, bytes: 1_335_594 },
  duration: { p50: 1.7, p95: 3, p99: 3.1, sloSeconds: 300 },
  throughput: [
    { profileId: 'prof-1', profileName: 'npm-weekly', points: [{ at: '2026-11-22T09:00:00.000Z', runs: 1 }] },
    {
      profileId: 'prof-2',
      profileName: 'everything-raw',
      points: [
        { at: '2026-11-22T09:00:00.000Z', runs: 1 },
        { at: '2026-11-22T10:00:00.000Z', runs: 2 },
      ],
    },
  ],
  failures: [{ code: 'ERR_EXPORT_EMPTY', runs: 1 }],
};

export const evidence: EvidenceSources = {
  generation: 3,
  counts: { advisories: 1749, vex: 7, sboms: 3 },
  formats: [],
  newestDocumentAt: '2026-11-21T10:00:00.000Z',
  currentImport: null,
  lastImport: {
    startedAt: '2026-11-22T09:00:00.000Z',
    finishedAt: '2026-11-22T09:00:02.000Z',
    generation: 3,
    imported: 4,
    changed: 1,
    unchanged: 1754,
    removed: 0,
    refused: [{ path: 'acme/advisories/broken.json', reason: 'is not JSON' }],
    refusedTotal: 3,
    unsupported: [],
    unsupportedTotal: 0,
    failure: null,
  },
};
