import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { type RunPhase, runPhases } from '../../../server/contracts/export-center/kinds.ts';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import type { IconName } from '../shared/ui/icons.ts';
import { formatCount, formatDuration } from '../shared/util/quantities.ts';
import { wordOfPhase } from './phase-words.ts';

type PhaseState = 'done' | 'current' | 'failed' | 'waiting' | 'not-reached';

const looks: Readonly<Record<PhaseState, { readonly icon: IconName; readonly word: string }>> = {
  done: { icon: 'check_circle', word: 'done' },
  current: { icon: 'progress_activity', word: 'under way' },
  failed: { icon: 'error', word: 'failed' },
  waiting: { icon: 'pending', word: 'waiting' },
  'not-reached': { icon: 'block', word: 'not reached' },
};

/** The six phases of a run in a row, each with its state and how long it took. */
@Component({
  selector: 'app-phase-strip',
  imports: [MatIcon],
  template: `
    <ol aria-label="Phases of the run">
      @for (phase of phases(); track phase.phase) {
        <li [attr.data-state]="phase.state">
          <mat-icon [svgIcon]="phase.icon" aria-hidden="true" />
          <span class="word">{{ phase.word }}</span>
          <span class="state">{{ phase.note }}</span>
        </li>
      }
    </ol>
  `,
  styleUrl: './phase-strip.component.scss',
})
export class PhaseStripComponent {
  readonly run = input.required<Run>();

  protected readonly phases = computed(() =>
    runPhases.map((phase) => {
      const state = stateOf(this.run(), phase);
      return {
        phase,
        state,
        word: wordOfPhase[phase],
        icon: looks[state].icon,
        note: noteOf(this.run(), phase, state),
      };
    }),
  );
}

function stateOf({ status, phase: current, phases, error }: Run, phase: RunPhase): PhaseState {
  if (status === 'succeeded' || status === 'expired') return 'done';
  if (status === 'failed' && error?.phase === phase) return 'failed';
  if (status === 'running' && current === phase) return 'current';
  const [at, now] = [runPhases.indexOf(phase), current === null ? -1 : runPhases.indexOf(current)];
  if (status === 'running' && at < now) return 'done';
  if (status === 'running' || status === 'pending') return 'waiting';
  return phases.some((timing) => timing.phase === phase && timing.finishedAt !== null) ? 'done' : 'not-reached';
}

/** How long it took, how far it is, or the word for its state. */
function noteOf({ phases, progress }: Run, phase: RunPhase, state: PhaseState): string {
  const timing = phases.find((candidate) => candidate.phase === phase);
  if (state === 'done' && timing?.finishedAt) {
    return formatDuration((Date.parse(timing.finishedAt) - Date.parse(timing.startedAt)) / 1000);
  }
  // Once every document has been read, n of m would say that all is done while the rest of the work goes on.
  if (state === 'current' && progress.itemsCompleted < progress.itemsTotal) {
    return `${formatCount(progress.itemsCompleted)} of ${formatCount(progress.itemsTotal)}`;
  }
  return looks[state].word;
}
