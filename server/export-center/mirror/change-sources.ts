import type { Database } from '../../kernel/database/database.ts';
import type { DocumentSelection } from '../sources/selection.ts';
import type { ChangeSource } from '../worker/adapters/mirror/collect-changes.ts';
import type { PlannedBase } from '../worker/bundle-plan.ts';
import { compareDocuments, readChanged } from './document-changes.ts';

/** What is new, changed and gone between a base and what a run selects, kind by kind. Without a base everything is new. */
export function changeSources(
  database: Database,
  base: PlannedBase | null,
  selections: readonly DocumentSelection[],
): ChangeSource[] {
  return selections.map((after) => ({
    compare: () => compareDocuments(database, base && selectionOf(base, after), after),
    read: (carried) => readChanged(database, after, carried),
  }));
}

function selectionOf(
  { generation, selectors, plannedAt }: PlannedBase,
  { tenant, kind }: DocumentSelection,
): DocumentSelection {
  return { tenant, kind, generation, selectors, plannedAt: new Date(plannedAt) };
}
