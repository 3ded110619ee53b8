import { Component, computed, inject, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { Clock } from '../shared/util/clock.ts';
import { formatDuration } from '../shared/util/quantities.ts';

/** How long a run took, or has taken so far; marked while it runs longer than 95 % of such runs did. */
@Component({
  selector: 'app-run-duration',
  imports: [MatIcon],
  template: `
    @if (isSlow()) {
      <span class="slow"
        ><mat-icon svgIcon="warning" role="img" [attr.aria-label]="slowWords()" [attr.aria-hidden]="false" />{{
          text()
        }}</span
      >
    } @else {
      {{ text() }}
    }
    @if (usual()) {
      <span class="usual">{{ usual() }}</span>
    }
  `,
  styles: `
    .slow {
      display: inline-flex;
      gap: 4px;
      align-items: center;
      color: var(--status-attention-ink);
      font-weight: 500;
    }

    mat-icon {
      --icon: 16px;
    }

    .usual {
      display: inline-block;
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
    if (seconds === undefined) return '–';
    return formatDuration(seconds);
  });

  protected readonly isSlow = computed(() => {
    const { status, usualSeconds } = this.run();
    return status === 'running' && usualSeconds !== null && (this.#seconds() ?? 0) > usualSeconds.p95;
  });

  protected readonly slowWords = computed(() => {
    const p95 = this.run().usualSeconds?.p95 ?? 0;
    return `Slower than usual: 95 % of such runs took less than ${formatDuration(p95)}`;
  });

  /** Says nothing of a run that ended before its work was done: that it was quick is no news. */
  protected readonly usual = computed(() => {
    const { status, usualSeconds } = this.run();
    if (!this.compared() || usualSeconds === null || status === 'failed' || status === 'cancelled') return '';
    return `usually ${formatDuration(usualSeconds.p50)}, 95 % within ${formatDuration(usualSeconds.p95)}`;
  });
}
