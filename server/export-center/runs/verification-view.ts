import type { RunVerification } from '../../contracts/export-center/run.ts';
import type { BundleVerdict } from '../../verification/verdict.ts';

/** A damaged archive can have as many problems as files; these many tell enough. */
const shownProblems = 100;

/** A verdict as the run shows it. */
export function verificationView(verdict: BundleVerdict, at: Date): RunVerification {
  return {
    signature: verdict.signature,
    hashes: verdict.hashes.verdict,
    provenance: verdict.provenance,
    import: verdict.import,
    hashesOk: verdict.hashes.ok,
    hashesTotal: verdict.hashes.total,
    problems: verdict.problems.slice(0, shownProblems).map((problem) => ({ ...problem })),
    notRun: verdict.notRun,
    at: at.toISOString(),
  };
}
