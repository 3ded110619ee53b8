import { Component, computed, input } from '@angular/core';
import { MatProgressBar } from '@angular/material/progress-bar';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { formatBytes, formatCount } from '../shared/util/quantities.ts';

/** How far a run is: a bar with n of m while it works, the size of the bundle when it is done. */
@Component({
  selector: 'app-run-progress',
  imports: [MatProgressBar],
  template: `
    @if (run().status === 'running') {
      <mat-progress-bar [value]="run().progress.percent" [attr.aria-label]="'Progress of ' + run().runId" />
      <span>{{ items() }}</span>
    } @else if (run().bundle; as bundle) {
      <span>{{ formatBytes(bundle.bytes) }}</span>
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

    .nothing {
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class RunProgressComponent {
  readonly run = input.required<Run>();

  protected readonly formatBytes = formatBytes;
  protected readonly items = computed(() => {
    const { itemsCompleted, itemsTotal, percent } = this.run().progress;
    return itemsTotal === 0
      ? `${Math.floor(percent)} %`
      : `${formatCount(itemsCompleted)} of ${formatCount(itemsTotal)}`;
  });
}
