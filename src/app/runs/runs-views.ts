import type { RunStatus } from '../../../server/contracts/export-center/kinds.ts';

/** A named set of runs; `statuses` empty means all. */
export interface RunsView {
  readonly id: string;
  readonly label: string;
  readonly statuses: readonly RunStatus[];
}

export const allRuns: RunsView = { id: 'all', label: 'All', statuses: [] };

export const runsViews: readonly RunsView[] = [
  { id: 'needs-action', label: 'Needs action', statuses: ['failed'] },
  { id: 'active', label: 'Active', statuses: ['pending', 'running'] },
  allRuns,
];

/** The view that the URL names; all runs where it names none. */
export function runsViewOf(id: string | undefined): RunsView {
  return runsViews.find((view) => view.id === id) ?? allRuns;
}
