import type { Overview } from '../../../server/contracts/export-center/statistics.ts';
import type { Status } from '../shared/ui/status/status.ts';
import { formatDuration, plural } from '../shared/util/quantities.ts';
import type { OverviewRange } from './overview-range.ts';

/** The answer to the page's question, as a chip and a sentence. */
export interface Health {
  readonly status: Status;
  readonly words: string;
}

/** The worst that is true comes first: failed runs, then slowness, then what is under way. */
export function healthOf({ totals, duration }: Overview, range: OverviewRange): Health {
  if (totals.needsAction > 0) {
    return {
      status: { role: 'attention', word: 'Needs action' },
      words: plural(totals.needsAction, {
        one: '# run has failed and waits for a person',
        other: '# runs have failed and wait for a person',
      }),
    };
  }
  if (duration !== null && duration.p95 > duration.sloSeconds) {
    return {
      status: { role: 'attention', word: 'Slow', icon: 'schedule' },
      words: `One run in twenty takes longer than the ${formatDuration(duration.sloSeconds)} of the SLO`,
    };
  }
  const underWay = totals.active + totals.queued;
  if (underWay > 0) {
    return {
      status: { role: 'success', word: 'Healthy' },
      words: plural(underWay, {
        one: 'Nothing needs action, # run is under way',
        other: 'Nothing needs action, # runs are under way',
      }),
    };
  }
  if (totals.succeeded + totals.failed + totals.cancelled === 0) {
    return { status: { role: 'neutral', word: 'Idle' }, words: `Nothing needs action, no run ${range.words}` };
  }
  return { status: { role: 'success', word: 'Healthy' }, words: 'Nothing needs action' };
}
