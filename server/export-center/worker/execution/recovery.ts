import type { RunErrorCode } from '../../../contracts/errors.ts';

/** What to do about a failed run (runbook, section 6), written for the operator who reads it. */
export const recoveryOf: Readonly<Record<RunErrorCode, string>> = {
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

/** Failures that may pass by themselves are tried again without asking (contract.md, "States"). */
export const retriedByItself: ReadonlySet<RunErrorCode> = new Set([
  'ERR_EXPORT_SOURCE',
  'signing',
  'timeout',
  'internal',
]);

/** Seconds before attempt `next` (2 or later): 2, 8, 32, … */
export function backoffSeconds(next: number): number {
  return 2 * 4 ** (next - 2);
}
