import { Component, computed, inject, input } from '@angular/core';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { Clock } from '../shared/util/clock.ts';
import { formatDuration } from '../shared/util/quantities.ts';

/** How long a run took, or has taken so far, beside what is usual; marked when it passes the usual 95th percentile. */
@Component({
  selector: 'app-run-duration',
  template: `
    <span [class.slow]="isSlow()">{{ text() }}</span>
    @if (usual(); as seconds) {
      <span class="usual">usually under {{ seconds }}</span>
    }
  `,
  styles: `
    .slow {
      color: var(--status-attention-ink);
      font-weight: 500;
    }

    .usual {
      padding-inline-start: 8px;
      color: var(--mat-sys-on-surface-variant);
      font-size: 12px;
    }
  `,
})
export class RunDurationComponent {
  readonly run = input.required<Run>();
  /** Whether to say what is usual, too. */
  readonly compared = input(false);

  readonly #clock = inject(Clock);

  readonly #seconds = computed(() => {
    const { startedAt, finishedAt } = this.run();
    if (startedAt === null) return undefined;
    const until = finishedAt === null ? this.#clock.now() : Date.parse(finishedAt);
    return Math.max(0, (until - Date.parse(startedAt)) / 1000);
  });

  protected readonly text = computed(() => {
    const seconds = this.#seconds();
    return seconds === undefined ? '–' : formatDuration(seconds);
  });

  protected readonly isSlow = computed(() => {
    const usual = this.run().usualSeconds;
    return this.run().status === 'running' && usual !== null && (this.#seconds() ?? 0) > usual.p95;
  });

  protected readonly usual = computed(() => {
    const usual = this.run().usualSeconds;
    return this.compared() && usual !== null ? formatDuration(usual.p95) : undefined;
  });
}
