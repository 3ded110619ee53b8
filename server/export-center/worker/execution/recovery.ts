import type { RunErrorCode } from '../../../contracts/errors.ts';
import type { RunError } from '../../../contracts/export-center/run.ts';
import { AppError } from '../../../kernel/http/errors.ts';
import { plainLine } from '../../plain-line.ts';
import { ExportError } from '../export-error.ts';

/** Why a run failed, in words for the operator, and what to do. */
export interface RunFailure {
  readonly code: RunErrorCode;
  readonly message: string;
  readonly recovery: string;
  /** The run that would repair it, ready to be started. */
  readonly action: RunError['action'];
  /** Another attempt is made without asking, as long as there are some left (contract.md, "States"). */
  readonly mayPass: boolean;
  /** What was built so far is in the way of everybody else, and is not kept for a retry. */
  readonly freesStorage?: true;
}

const messageLength = 2_000;

/** What to do about a failed run (runbook, section 6), written for the operator who reads it. */
const recoveryOf: Readonly<Record<RunErrorCode, string>> = {
  ERR_EXPORT_UNSUPPORTED_SCHEMA: 'Pin the schema version of the profile to a supported one, then run it again.',
  ERR_EXPORT_BASE_MISSING:
    'Run a mirror:full export; later deltas build on it. Then look at the retention of base bundles.',
  ERR_EXPORT_EMPTY:
    'The selectors match no evidence. Widen them, import the missing evidence, or run again with “allow empty” if that is intended.',
  ERR_EXPORT_SOURCE: 'Evidence could not be read. Check the import report under Evidence, then run again.',
  adapter: 'The bundle could not be built from this evidence. Read the message; then run again.',
  encryption: 'Check the recipients of the profile, then run again.',
  signing: 'Check the health of the key store and its permissions, then run again; nothing unsigned was published.',
  verification: 'Do not hand this bundle on. Check disk and memory of the worker, then run again.',
  distribution: 'Switch the profile to download only, restore the target, then run again.',
  timeout: 'The run took too long. Check the load of the workers, then run again.',
  internal: 'Run again. If it fails again, look for the trace of this run in the worker’s log.',
};

/** What a system says where the rights are wrong, or the disk was mounted for reading alone. */
const accessCodes: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS']);

const mayPass: ReadonlySet<RunErrorCode> = new Set(['ERR_EXPORT_SOURCE', 'signing', 'timeout', 'internal']);

/** What went wrong, from what was thrown. Only an ExportError speaks for itself. */
export function failureOf(thrown: unknown): RunFailure {
  if (thrown instanceof ExportError) {
    const described = failure(thrown.code, thrown.message);
    return { ...described, action: thrown.action, mayPass: described.mayPass && !thrown.isLasting };
  }
  if (isStorageFull(thrown)) {
    const recovery = 'Make room on the disks that hold DATA_DIR and the bundles, then run again.';
    return { ...failure('internal', 'The storage of the worker is full.'), recovery, freesStorage: true };
  }
  if (accessCodes.has(systemCodeOf(thrown))) {
    const recovery = 'Let the user of the worker read and write DATA_DIR and the bundles, then run again.';
    return { ...failure('internal', 'The worker may not read or write its storage.'), recovery };
  }
  return failure('internal', 'The worker met an error that it does not know.');
}

/** The run ended the process of its worker again and again; another attempt would end some more. */
export const killsItsWorkers: RunFailure = {
  ...failure('internal', 'The workers that drove this run ended before it, time and again.'),
  mayPass: false,
};

/** Seconds before attempt `next` (2 or later): 2, 8, 32, … */
export function backoffSeconds(next: number): number {
  return 2 * 4 ** (next - 2);
}

function failure(code: RunErrorCode, message: string): RunFailure {
  const words = { message: plainLine(message, messageLength), recovery: recoveryOf[code] };
  return { code, ...words, action: null, mayPass: mayPass.has(code) };
}

function isStorageFull(error: unknown): boolean {
  const code = systemCodeOf(error);
  // SQLite has one code for all of its errors.
  if (code === 'ERR_SQLITE_ERROR') return error instanceof Error && error.message === 'database or disk is full';
  return code === 'ENOSPC' || code === 'EDQUOT' || (error instanceof AppError && code === 'ERR_STORAGE_FULL');
}

function systemCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
