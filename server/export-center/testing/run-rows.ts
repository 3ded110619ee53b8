import type { Database } from '../../kernel/database/database.ts';
import { notVerified } from '../runs/run-view.ts';
import type { NewRun } from '../runs/run-store.ts';
import type { ExportCenterTables } from '../tables.ts';

/** Rows at a time: PostgreSQL takes at most 65,535 parameters. */
const batchRows = 500;

/** A run of the past that took ten seconds, as its row. */
export function runRow(tenant: string, number: number, change: Partial<NewRun> = {}): NewRun {
  const draft = { name: 'nightly', kind: 'json', variant: 'raw', include: ['advisories'], selectors: {} };
  return {
    tenant,
    run_id: `run-20250101-${String(number).padStart(2, '0')}`,
    profile_id: 'prof-nightly',
    profile_name: 'nightly',
    profile_revision: 1,
    kind: 'json',
    variant: 'raw',
    trigger: 'manual',
    priority: 'normal',
    status: 'succeeded',
    phases: '[]',
    max_attempts: 3,
    progress: JSON.stringify({ percent: 100, itemsCompleted: 1, itemsTotal: 1, bytes: 1 }),
    parameters: JSON.stringify({
      draft,
      selectors: { products: [], ecosystems: [], sbomSubjects: [] },
      allowEmpty: false,
      generation: 1,
      policySnapshotId: null,
      baseRunId: null,
      resetBaseline: false,
      dayNumber: 1,
      evidenceAt: '2025-01-01T00:00:00.000Z',
      plannedAt: '2025-01-01T00:00:00.000Z',
    }),
    created_at: new Date('2025-01-01T00:00:00.000Z'),
    started_at: new Date('2025-01-01T00:00:01.000Z'),
    finished_at: new Date('2025-01-01T00:00:11.000Z'),
    artifacts: '[]',
    signatures: '[]',
    verification: JSON.stringify(notVerified),
    distribution: '[]',
    created_by: 'operator',
    ...change,
  };
}

export async function insertRuns(database: Database, rows: readonly NewRun[]): Promise<void> {
  for (let from = 0; from < rows.length; from += batchRows) {
    await database
      .query<ExportCenterTables>()
      .insertInto('export_center.runs')
      .values(rows.slice(from, from + batchRows))
      .execute();
  }
}
