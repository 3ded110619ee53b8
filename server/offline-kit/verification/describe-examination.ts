import { type NotRunReason, type Problem } from '../../verification/verdict.ts';
import { keyOptionOf } from '../trust/read-secrets.ts';
import { printable } from '../command-line/terminal.ts';
import { type Examination } from './examination.ts';

/** More would not help a person, and `--json` has them all. */
const SHOWN_PROBLEMS = 50;

/** What `mirror verify` says of a bundle, line by line. */
export function describeExamination(file: string, { verdict, bundle, key }: Examination): string[] {
  const { signature, hashes, provenance, import: imported, problems } = verdict;
  const why = (reason: NotRunReason = 'no-check') => describeNotRun(reason, bundle);
  const lines = [
    printable(file),
    ...(bundle ? [`  bundle      ${nameOf(bundle.manifest)}`] : []),
    `  signature   ${signature}${key ? `, key ${key.keyId.slice(0, 16)}… (${key.file})` : ''}`,
    `  hashes      ${hashes.verdict}, ${hashes.ok} of ${hashes.total} files`,
    `  provenance  ${provenance === 'not-run' ? why(verdict.notRun.provenance) : provenance}`,
    `  records     ${imported === 'not-run' ? (bundle ? why(verdict.notRun.import) : 'not read') : imported}`,
  ];
  if (bundle) return [...lines, 'VERIFIED'];
  return [...lines, 'REFUSED: do not use this bundle.', ...describeProblems(problems)];
}

/** The first of them, a line each. */
export function describeProblems(problems: readonly Problem[]): string[] {
  const shown = problems.slice(0, SHOWN_PROBLEMS).map(describeProblem);
  const more =
    problems.length > shown.length ? [`  … and ${problems.length - shown.length} more; --json has them all`] : [];
  return [...shown, ...more];
}

function describeNotRun(reason: NotRunReason, bundle: Examination['bundle']): string {
  const { encryption } = bundle?.manifest ?? {};
  if (encryption && reason === 'encrypted') return `not checked: encrypted; ${keyOptionOf[encryption.mode]} opens it`;
  return {
    'no-key': 'not checked: no key',
    encrypted: 'not checked: encrypted',
    'no-check': 'not checked: there is no check for this kind',
  }[reason];
}

function nameOf({ profile, tenant, runId, createdAt }: NonNullable<Examination['bundle']>['manifest']): string {
  return printable(`${profile.kind}:${profile.variant} of ${tenant}, ${runId}, made ${createdAt}`);
}

function describeProblem({ path, reason, expected, actual }: Problem): string {
  const details = [expected && `expected ${expected}`, actual && `found ${actual}`].filter(Boolean).join(', ');
  return printable(`  ${path || '(the file as a whole)'}: ${reason}${details ? ` (${details})` : ''}`);
}

/** One JSON document for scripts. */
export function examinationAsJson(file: string, { verdict, bundle, key }: Examination): object {
  const { profile, tenant, runId, createdAt } = bundle?.manifest ?? {};
  return {
    file,
    verdict: bundle ? 'verified' : 'refused',
    bundle: bundle
      ? {
          kind: `${profile?.kind ?? ''}:${profile?.variant ?? ''}`,
          tenant,
          runId,
          createdAt,
          manifestDigest: bundle.manifestDigest,
        }
      : null,
    keyId: key?.keyId ?? null,
    signature: verdict.signature,
    hashes: verdict.hashes,
    provenance: verdict.provenance,
    records: verdict.import,
    notRun: verdict.notRun,
    problems: verdict.problems,
  };
}
