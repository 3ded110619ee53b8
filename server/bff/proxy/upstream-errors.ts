import { AppError } from '../../kernel/http/errors.ts';
import { UpstreamTimeout } from './patience.ts';

const names = { 'export-center': 'The Export Center', 'evidence-locker': 'The Evidence Locker' } as const;

const notThere = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN']);

/** What a person may know of a call that failed on the way; the cause is for the log. */
export function upstreamError(upstream: keyof typeof names, cause: unknown): AppError {
  const who = names[upstream];
  if (cause instanceof AppError) return cause;
  if (cause instanceof UpstreamTimeout) {
    return new AppError('ERR_UPSTREAM_TIMEOUT', `${who} did not answer in time. Try again.`, { cause });
  }
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (notThere.has(code)) {
    return new AppError('ERR_UNAVAILABLE', `${who} is not reachable at the moment. Try again.`, {
      cause,
      headers: { 'Retry-After': '5' },
    });
  }
  return new AppError('ERR_UPSTREAM', `${who} broke off the answer. Try again.`, { cause });
}

/** For an answer that did not come from the service itself but from something in front of it. */
export function foreignAnswer(upstream: keyof typeof names, status: number): AppError {
  const who = names[upstream];
  const cause = new Error(`${upstream} answered ${status}, not in its contract`);
  if (status === 503) return new AppError('ERR_UNAVAILABLE', `${who} is not available at the moment.`, { cause });
  if (status === 504) return new AppError('ERR_UPSTREAM_TIMEOUT', `${who} did not answer in time.`, { cause });
  return new AppError('ERR_UPSTREAM', `${who} answered in a way that is not in its contract.`, { cause });
}
