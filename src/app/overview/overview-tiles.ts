import type { Overview } from '../../../server/contracts/export-center/statistics.ts';
import type { IconName } from '../shared/ui/icons.ts';
import type { StatusRole } from '../shared/ui/status/status.ts';
import { formatBytes, formatCount, formatDuration } from '../shared/util/quantities.ts';
import type { OverviewRange } from './overview-range.ts';
import { failedRunsOf, type RunsQuery } from './runs-query.ts';

/** A number of the overview. `query` leads to the runs behind it. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly role: StatusRole;
  readonly icon: IconName | undefined;
  readonly query: RunsQuery | undefined;
}

/** The numbers of the runs: first what is, then what was in the range. */
export function tilesOf(overview: Overview, range: OverviewRange): readonly Tile[] {
  const { totals } = overview;
  return [
    { ...plain, label: 'Running', value: formatCount(totals.active), note: 'now', query: { view: 'active' } },
    { ...plain, label: 'Queued', value: formatCount(totals.queued), note: 'now', query: { view: 'active' } },
    {
      ...(totals.needsAction > 0 ? { role: 'attention', icon: 'warning' } : plain),
      label: 'Needs action',
      value: formatCount(totals.needsAction),
      note: 'failed, at any time',
      query: { view: 'needs-action' },
    },
    {
      ...plain,
      label: 'Succeeded',
      value: formatCount(totals.succeeded),
      note: `${range.label}, ${formatBytes(totals.bytes)}`,
      query: undefined,
    },
    {
      ...(totals.failed > 0 ? { role: 'failure', icon: 'error' } : plain),
      label: 'Failed',
      value: formatCount(totals.failed),
      note: range.label,
      query: failedRunsOf(overview),
    },
    { ...durationTile(overview), query: undefined },
  ];
}

const plain = { role: 'neutral', icon: undefined } as const;

function durationTile({ duration }: Overview): Omit<Tile, 'query'> {
  if (duration === null) return { ...plain, label: 'Duration p95', value: '–', note: 'no run succeeded' };
  const { p50, p95, sloSeconds } = duration;
  return {
    ...(p95 > sloSeconds ? { role: 'attention', icon: 'schedule' } : plain),
    label: 'Duration p95',
    value: formatDuration(p95),
    note: `p50 ${formatDuration(p50)}, SLO ${formatCount(sloSeconds)} s`,
  };
}
