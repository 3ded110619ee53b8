import { Component, computed, input } from '@angular/core';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { StatusChipComponent } from '../shared/ui/status/status-chip.component.ts';
import { statusOfVerdict } from '../shared/ui/status/verdict-status.ts';
import { overallVerdict } from '../shared/ui/status/verification.ts';

/** The verdict of a run's bundle in one chip; nothing before there is a bundle. */
@Component({
  selector: 'app-run-verification-chip',
  imports: [StatusChipComponent],
  template: `
    @if (run().bundle) {
      <app-status-chip [status]="status()" />
    } @else {
      <span class="nothing">–</span>
    }
  `,
  styles: `
    .nothing {
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class RunVerificationChipComponent {
  readonly run = input.required<Run>();

  protected readonly status = computed(() => statusOfVerdict[overallVerdict(this.run().verification)]);
}
