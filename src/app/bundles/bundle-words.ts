import type { ExportManifest, Run, RunVerification } from '../../../server/contracts/export-center/run.ts';
import { overallVerdict, type VerificationLine, verificationLines } from '../shared/ui/status/verification.ts';
import { plural } from '../shared/util/quantities.ts';

/** The page's line of state: what can be said about the bundle of a run. */
export function stateOfBundle({ status, bundle, verification }: Run): string {
  if (status === 'expired') return 'Deleted; its manifest, its log and its timeline are kept';
  if (bundle === null) return 'This run has no bundle';
  return wordsOf[overallVerdict(verification)](verification);
}

/** "age, for one recipient: all but manifests and signatures". */
export function encryptionWords({ mode, strict, recipients }: NonNullable<ExportManifest['encryption']>): string {
  const extent = strict ? 'all but manifests and signatures' : 'the evidence itself';
  const form = `${wordOfMode[mode]}, for`;
  return plural(recipients.length, {
    one: `${form} one recipient: ${extent}`,
    other: `${form} # recipients: ${extent}`,
  });
}

const wordOfMode = { age: 'age', 'aes-gcm': 'AES-256-GCM' } as const;

const wordsOf: Readonly<Record<ReturnType<typeof overallVerdict>, (verification: RunVerification) => string>> = {
  passed: () => 'Genuine: every check passed',
  failed: damage,
  stale: () => 'The verification is out of date; verify it again',
  'in-part': openChecks,
  'not-run': () => 'Not verified: no check has run',
};

/** "Every check that ran passed; not run: provenance". */
function openChecks(verification: RunVerification): string {
  const open = verificationLines.filter((line) => verification[line] === 'not-run');
  const names = checks.format(open.map((line) => wordOfLine[line]));
  const reasons = new Map<string, string | undefined>(Object.entries(verification.notRun ?? {}));
  return open.every((line) => reasons.get(line) === 'encrypted')
    ? `Every check passed but ${names}: encrypted`
    : `Every check that ran passed; not run: ${names}`;
}

const checks = new Intl.ListFormat('en', { type: 'conjunction' });
const wordOfLine: Readonly<Record<VerificationLine, string>> = {
  signature: 'signature',
  hashes: 'hashes',
  provenance: 'provenance',
  import: 'import check',
};

function damage({ problems }: RunVerification): string {
  const [first, ...others] = new Set(problems.map(({ path }) => path));
  if (first === undefined) return 'Verification failed';
  const file = first === '' ? 'the bundle file' : first;
  if (others.length === 0) return `Damaged: ${file}`;
  return plural(others.length, { one: `Damaged: ${file} and # more`, other: `Damaged: ${file} and # more` });
}
