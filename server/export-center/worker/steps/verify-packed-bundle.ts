import { type TrustedKey } from '../../../verification/signature/public-key.ts';
import { type BundleVerdict, isSound } from '../../../verification/verdict.ts';
import { ExportError } from '../export-error.ts';
import { type BundleJob, inStaging } from '../staging/bundle-job.ts';
import { type FinishedStep, digestOfStep, runStep } from '../staging/run-step.ts';
import { type MadeArtifacts } from './make-artifacts.ts';
import { type PackedBundle } from './pack-signed-bundle.ts';

/**
 * Reads the finished file back from the disk and verifies it like any other bundle, import check included; that of encrypted
 * artifacts was made before.
 * @throws ExportError `verification` naming the first problem: such a bundle must not leave the worker.
 */
export function verifyPackedBundle(
  job: BundleJob,
  { made, packed }: { readonly made: MadeArtifacts; readonly packed: FinishedStep<PackedBundle> },
  keys: readonly TrustedKey[],
): Promise<FinishedStep<BundleVerdict>> {
  return runStep(job, {
    name: 'verify',
    basis: { packed: digestOfStep(packed) },
    work: async () => {
      const { fileName, path, sha256, bytes: total, form } = packed.result;
      const bundle = {
        ...{ fileName, sha256, keys, profile: job.plan.profile },
        content: inStaging(job, path),
        documents: form === 'file' ? inStaging(job, packed.result.documents.path) : undefined,
      };
      let bytes = 0;
      const verdict = await job.threads.run('verifyBundle', bundle, {
        signal: job.signal,
        onProgress: (done) => {
          bytes += done.bytes;
          job.onProgress({ step: 'verify', fraction: bytes / total, itemsCompleted: 0, itemsTotal: 0, bytes });
        },
      });
      if (!isSound(verdict)) throw new ExportError('verification', firstProblem(verdict));
      return { files: [], result: withEarlierImport(verdict, made) };
    },
  });
}

/** Without a key the verification cannot look into what is encrypted; the worker has, before it was. */
function withEarlierImport(verdict: BundleVerdict, { encryption }: MadeArtifacts): BundleVerdict {
  if (encryption?.importVerdict !== 'passed') return verdict;
  const { signature, provenance } = verdict.notRun;
  const notRun = { ...(signature && { signature }), ...(provenance && { provenance }) };
  return { ...verdict, import: encryption.importVerdict, notRun };
}

function firstProblem({ problems: [first, ...others] }: BundleVerdict): string {
  const rest = others.length > 0 ? ` and ${others.length} more` : '';
  return `The finished bundle does not verify: ${first?.reason ?? ''} in "${first?.path ?? ''}"${rest}`;
}
