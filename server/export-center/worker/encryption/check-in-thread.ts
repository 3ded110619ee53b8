import { join } from 'node:path';
import { nodeRuntime } from '../../../kernel/streams/node-runtime.ts';
import { importCheckOf } from '../../../verification/import-check/import-check-of.ts';
import { type ManifestFacts } from '../../../verification/import-check/import-check.ts';
import { type Problem, type Verdict } from '../../../verification/verdict.ts';
import { readPieces } from '../digests.ts';
import { type TaskContext, tracked } from '../threads/task-context.ts';

export interface FilesToCheck {
  readonly folder: string;
  readonly profile: { readonly kind: string; readonly variant: string };
  readonly manifest: ManifestFacts;
}

/**
 * Runs the import check of a kind over artifacts that lie in a folder, as verification does over those of a finished bundle.
 * Progress counts bytes.
 */
export async function checkPlainFiles(
  { folder, profile, manifest }: FilesToCheck,
  context: TaskContext,
): Promise<{ verdict: Verdict; problems: readonly Problem[] }> {
  const check = importCheckOf(profile);
  if (!check) return { verdict: 'not-run', problems: [] };
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  for (const { path, records } of manifest.artifacts) {
    if (!check.covers(path)) continue;
    const content = tracked(readPieces(join(folder, path)), context);
    const found = await check.check({ path, content, runtime: nodeRuntime, report });
    if (found === records) continue;
    report({ path, reason: 'record-count-mismatch', expected: String(records), actual: String(found) });
  }
  check.conclude?.(manifest, report);
  return { verdict: problems.length === 0 ? 'passed' : 'failed', problems };
}
