import { readFileSync } from 'node:fs';
import type { Skip, SuiteResult } from './suite.ts';

/** What our reporters write when a test runner has finished: the counts, as JSON. */
export interface SpecCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skip[];
}

/** The counts a reporter left in `file`; undefined where the runner ended before it could write them. */
export function readSpecCounts(file: string): SpecCounts | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SpecCounts;
  } catch {
    return undefined;
  }
}

/**
 * The result of a test runner. Green needs counts, at least one executed spec and exit code 0: a runner that crashed
 * while loading, or found no spec at all, has failed.
 */
export function resultOfSpecs(
  counts: SpecCounts | undefined,
  { exitCode, output }: { exitCode: number; output: string },
): SuiteResult {
  if (!counts) return failedAsAWhole([], output, `The runner ended (exit code ${exitCode}) before it reported.`);
  const { passed, failed, skipped } = counts;
  if (passed + failed === 0) return failedAsAWhole(skipped, output, 'No spec was executed.');
  if (failed === 0 && exitCode !== 0) {
    const { output: told } = failedAsAWhole([], output, `No spec failed, but the runner's exit code is ${exitCode}.`);
    return { passed, failed: 1, skipped, output: told };
  }
  return { passed, failed, skipped, output };
}

function failedAsAWhole(skipped: readonly Skip[], output: string, why: string): SuiteResult {
  return { passed: 0, failed: 1, skipped, output: `${output}\n${why}` };
}
