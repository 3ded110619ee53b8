import type { Run } from '../../../server/contracts/export-center/run.ts';
import { overallVerdict } from '../shared/ui/status/verification.ts';
import { formatBytes } from '../shared/util/quantities.ts';
import { wordOfRunError } from '../shared/util/run-error-words.ts';
import { wordOfPhase } from './phase-words.ts';

/** The page's line of state: more than the status beside it says. */
export function stateOfRun(run: Run): string {
  const { status, attempt, maxAttempts, phase, error } = run;
  switch (status) {
    case 'pending':
      return attempt > 1 ? `Waiting for attempt ${attempt} of ${maxAttempts}` : 'Waiting for a worker';
    case 'running':
      return phase === null
        ? `A worker has begun attempt ${attempt} of ${maxAttempts}`
        : `${wordOfPhase[phase]}, attempt ${attempt} of ${maxAttempts}`;
    case 'failed':
      return error === null
        ? 'It ended without a bundle'
        : `It failed in ${wordOfPhase[error.phase]}: ${wordOfRunError[error.code]}`;
    case 'cancelled':
      return 'It was stopped before it had a bundle';
    case 'expired':
      return 'Its bundle was deleted; the manifest is kept';
    case 'succeeded':
      return wordsOfBundle(run);
  }
}

function wordsOfBundle({ bundle, verification }: Run): string {
  if (bundle === null) return 'What it made is not read yet';
  const size = formatBytes(bundle.bytes);
  const verdict = overallVerdict(verification);
  if (verdict === 'failed') return `The bundle of ${size} is damaged`;
  if (verdict === 'in-part') return `A signed bundle of ${size}, verified in part`;
  return verdict === 'passed' ? `A signed and verified bundle of ${size}` : `A signed bundle of ${size}, not verified`;
}

/** An event told that it succeeded; what it made has not been read yet, or cannot be. */
const notReadYet = 'Not read yet.';

/** What stands in place of the verdict while there is none. */
export function whyNoVerdict({ status }: Run): string {
  if (status === 'succeeded') return notReadYet;
  return status === 'pending' || status === 'running'
    ? 'The bundle is verified as soon as it is signed.'
    : 'There is nothing to verify.';
}

/** What stands in place of the bundle's facts while there are none. */
export function whyNoBundle({ status }: Run): string {
  if (status === 'succeeded') return notReadYet;
  return status === 'pending' || status === 'running'
    ? 'It is packed, signed and verified once every artifact is built.'
    : 'The run ended before there was one.';
}

/** What stands in place of the counts while there are none. */
export function whyNoCounts({ status }: Run): string {
  if (status === 'succeeded') return notReadYet;
  return status === 'pending' || status === 'running'
    ? 'Counted as soon as the artifacts are built.'
    : 'The run ended before anything was packed.';
}
