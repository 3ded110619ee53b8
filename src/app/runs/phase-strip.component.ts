import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { type RunPhase, runPhases } from '../../../server/contracts/export-center/kinds.ts';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import type { IconName } from '../shared/ui/icons.ts';
import { formatDuration } from '../shared/util/quantities.ts';

type PhaseState = 'done' | 'current' | 'failed' | 'waiting';

const words: Readonly<Record<RunPhase, string>> = {
  plan: 'Plan',
  collect: 'Collect',
  build: 'Build',
  sign: 'Sign',
  verify: 'Verify',
  distribute: 'Distribute',
};

const looks: Readonly<Record<PhaseState, { readonly icon: IconName; readonly word: string }>> = {
  done: { icon: 'check_circle', word: 'done' },
  current: { icon: 'progress_activity', word: 'under way' },
  failed: { icon: 'error', word: 'failed' },
  waiting: { icon: 'pending', word: 'waiting' },
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
      const run = this.run();
      const timing = run.phases.find((candidate) => candidate.phase === phase);
      const state = stateOf(run, phase);
      const took =
        timing?.finishedAt && state === 'done'
          ? formatDuration((Date.parse(timing.finishedAt) - Date.parse(timing.startedAt)) / 1000)
          : undefined;
      return { phase, state, word: words[phase], icon: looks[state].icon, note: took ?? looks[state].word };
    }),
  );
}

function stateOf({ status, phase: current, phases, error }: Run, phase: RunPhase): PhaseState {
  if (status === 'succeeded' || status === 'expired') return 'done';
  if (error?.phase === phase && status === 'failed') return 'failed';
  if (status === 'running' && current === phase) return 'current';
  const [at, now] = [runPhases.indexOf(phase), current === null ? -1 : runPhases.indexOf(current)];
  if (status === 'running') return at < now ? 'done' : 'waiting';
  return phases.some((timing) => timing.phase === phase && timing.finishedAt !== null) ? 'done' : 'waiting';
}
