import { Component, computed, input } from '@angular/core';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatTooltip } from '@angular/material/tooltip';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { formatBytes, formatCount } from '../shared/util/quantities.ts';
import { wordOfRunError } from '../shared/util/run-error-words.ts';

/** What a run has come to: a bar with n of m while it works, then the size of its bundle or why it failed. */
@Component({
  selector: 'app-run-result',
  imports: [MatProgressBar, MatTooltip],
  template: `
    @if (run().status === 'running') {
      <mat-progress-bar [value]="run().progress.percent" [attr.aria-label]="'Progress of ' + run().runId" />
      <span class="tabular">{{ items() }}</span>
    } @else if (run().error; as error) {
      <span class="error" [matTooltip]="error.message">{{ wordOfRunError[error.code] }}</span>
    } @else if (run().bundle; as bundle) {
      <span class="tabular">{{ formatBytes(bundle.bytes) }}</span>
    } @else {
      <span class="nothing">–</span>
    }
  `,
  styles: `
    :host {
      display: flex;
      gap: 12px;
      align-items: center;
    }

    mat-progress-bar {
      width: 96px;
    }

    .error {
      color: var(--status-failure-ink);
    }

    .nothing {
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class RunResultComponent {
  readonly run = input.required<Run>();

  protected readonly formatBytes = formatBytes;
  protected readonly wordOfRunError = wordOfRunError;
  protected readonly items = computed(() => {
    const { itemsCompleted, itemsTotal, percent } = this.run().progress;
    // Documents are counted while they are collected; what is built of them goes on when the last has been read.
    return itemsCompleted === itemsTotal
      ? `${Math.floor(percent)} %`
      : `${formatCount(itemsCompleted)} of ${formatCount(itemsTotal)}`;
  });
}
