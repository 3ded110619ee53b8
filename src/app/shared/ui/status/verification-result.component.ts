import { Component, computed, input } from '@angular/core';
import type { RunVerification } from '../../../../../server/contracts/export-center/run.ts';
import { formatCount } from '../../util/quantities.ts';
import { DataTableComponent } from '../data-table/data-table.component.ts';
import { RelativeTimeComponent } from '../relative-time.component.ts';
import { StatusChipComponent } from './status-chip.component.ts';
import { statusOfVerdict } from './verdict-status.ts';
import { type VerificationLine, verificationLines } from './verification.ts';
import { findingsOf } from './verification-findings.ts';

const labels: Readonly<Record<VerificationLine, string>> = {
  signature: 'Signature',
  hashes: 'Hashes',
  provenance: 'Provenance',
  import: 'Import check',
};

/** Why a check was not run. */
const notRun: Readonly<Record<string, string>> = {
  'no-key': 'no key to check with',
  encrypted: 'encrypted: only a recipient can look inside',
  'no-check': 'this kind has none',
};

/** A verdict in four lines, each passed, failed, not run or out of date, and what is wrong, file by file. */
@Component({
  selector: 'app-verification-result',
  imports: [DataTableComponent, RelativeTimeComponent, StatusChipComponent],
  templateUrl: './verification-result.component.html',
  styleUrl: './verification-result.component.scss',
})
export class VerificationResultComponent {
  readonly verification = input.required<RunVerification>();

  protected readonly lines = computed(() => {
    const verification = this.verification();
    return verificationLines.map((line) => ({
      line,
      label: labels[line],
      status: statusOfVerdict[verification[line]],
      note: line === 'hashes' ? this.#counted(verification) : (notRun[verification.notRun?.[line] ?? ''] ?? ''),
    }));
  });

  protected readonly findings = computed(() => findingsOf(this.verification().problems));

  #counted({ hashesOk, hashesTotal }: RunVerification): string {
    return hashesTotal === 0 ? '' : `${formatCount(hashesOk)} of ${formatCount(hashesTotal)} files`;
  }
}
