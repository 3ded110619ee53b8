import { Component, computed, input } from '@angular/core';
import type { RunVerification, VerificationProblem } from '../../../../../server/contracts/export-center/run.ts';
import { formatCount } from '../../util/quantities.ts';
import { DataTableComponent } from '../data-table/data-table.component.ts';
import { RelativeTimeComponent } from '../relative-time.component.ts';
import { StatusChipComponent } from './status-chip.component.ts';
import { statusOfVerdict } from './verdict-status.ts';
import { type VerificationLine, verificationLines } from './verification.ts';

const labels: Readonly<Record<VerificationLine, string>> = {
  signature: 'Signature',
  hashes: 'Hashes',
  provenance: 'Provenance',
  import: 'Import check',
};

const words: Readonly<Record<string, string>> = {
  'digest-mismatch': 'Content differs from the manifest',
  'size-mismatch': 'Size differs from the manifest',
  'record-count-mismatch': 'Number of records differs from the manifest',
  missing: 'Missing',
  unexpected: 'Not named by the manifest',
  duplicate: 'Stands twice in the archive',
  'damaged-archive': 'The archive is damaged here',
  'unsafe-path': 'Its path leads out of the folder that it is unpacked in',
  'not-a-plain-file': 'Not a plain file',
  'payload-mismatch': 'The signed envelope holds other bytes than this file',
  'subject-mismatch': 'The provenance speaks of other files',
  'wrong-layout': 'The files do not lie as its kind prescribes',
  'encryption-mismatch': 'Encrypted in another way than the manifest says',
  undecryptable: 'Cannot be decrypted',
  'inputs-hash-mismatch': 'The hash of the inputs differs from the manifest',
  'rerun-hash-mismatch': 'The rerun hash differs from the manifest',
  'invalid-record': 'Holds a record that an importer would refuse',
  malformed: 'Not of the form that its name promises',
  'invalid-signature': 'The signature does not fit',
  'untrusted-key': 'Signed with a key that is not the tenant’s',
};

/** Why a check was not run. */
const notRun: Readonly<Record<string, string>> = {
  'no-key': 'no key to check with',
  encrypted: 'encrypted: only a recipient can look inside',
  'no-check': 'this kind has none',
};

/** Of the bundle as one file, which no manifest names. */
const wordsOfWhole: Readonly<Record<string, string>> = {
  'digest-mismatch': 'Its digest is not the recorded one',
  'size-mismatch': 'Its size is not the recorded one',
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

  protected readonly wordOf = ({ path, reason }: VerificationProblem): string =>
    (path === '' ? wordsOfWhole[reason] : undefined) ?? words[reason] ?? reason;

  #counted({ hashesOk, hashesTotal }: RunVerification): string {
    return hashesTotal === 0 ? '' : `${formatCount(hashesOk)} of ${formatCount(hashesTotal)} files`;
  }
}
