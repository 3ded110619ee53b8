import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Artifact } from '../../../../contracts/export-center/run.ts';
import { type EffectivePolicy } from '../../../../evidence/policy/policy.ts';
import { snapshotDocument } from '../../../../evidence/policy/snapshot-document.ts';
import { canonicalJson } from '../../../../verification/canonical-json.ts';
import { sha256Of } from '../../digests.ts';
import { type BundleJob, inBundle, inStaging } from '../../staging/bundle-job.ts';
import { jsonArtifact } from './raw-files.ts';

const PATH = 'data/policy/snapshot.json';

/** Writes the policy and the digest of the inputs that it judged into the bundle folder. */
export async function writePolicySnapshot(
  job: BundleJob,
  policy: EffectivePolicy,
  inputsHash: string,
): Promise<Artifact> {
  const document = Buffer.from(canonicalJson(snapshotDocument(policy, inputsHash)));
  const file = inStaging(job, inBundle(PATH));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, document);
  return jsonArtifact({ path: PATH, sha256: sha256Of(document), bytes: document.length });
}
