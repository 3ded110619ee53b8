import { join } from 'node:path';
import { MIRROR_MANIFEST } from '../../../../verification/bundle-layout.ts';
import { type MirrorFacts } from '../../../../verification/mirror/mirror-manifest.ts';
import { type FileDigest, createDigester, sha256Of } from '../../digests.ts';
import { writeStreamedFile } from '../../records/file-writer.ts';
import { BUNDLE_FOLDER, inStaging } from '../../staging/bundle-job.ts';
import { manifestBaseOf } from '../../manifest/export-manifest.ts';
import { type DocumentContext } from '../bundle-adapter.ts';
import { manifestYaml } from './manifest-yaml.ts';
import { tufMetadata } from './tuf-metadata.ts';

/** `manifest.yaml` and `tuf/`: what a mirror says of its files once they are as they will be stored. */
export async function writeMirrorDocuments(context: DocumentContext): Promise<readonly FileDigest[]> {
  const { job, artifacts, counts, inputsHash, rerunHash, redactions, encryption } = context;
  const { publicKeyPem, signer } = context;
  const folder = inStaging(job, BUNDLE_FOLDER);
  const { profile, runId, tenant, selectors, policyVersion, createdAt } = job.plan;
  const facts: MirrorFacts = {
    ...{
      profile,
      runId,
      tenant,
      selectors,
      counts,
      artifacts: [...artifacts],
      encryption,
      base: manifestBaseOf(job.plan),
    },
    ...{ inputsHash, rerunHash, policyVersion, schedule: null, redactions, createdAt },
  };
  const manifest = await job.threads.run('writeMirrorManifest', { folder, facts }, { signal: job.signal });
  const documents = [manifest];
  const tuf = await tufMetadata({ plan: job.plan, targets: [...artifacts, manifest], publicKeyPem, signer });
  for (const { path, bytes } of tuf) {
    await writeStreamedFile(join(folder, path), pieces([bytes]));
    documents.push({ path, sha256: sha256Of(bytes), bytes: bytes.length });
  }
  return documents;
}

/** Writes `manifest.yaml` below the folder, on a worker thread: a mirror may have a hundred thousand files. */
export async function writeMirrorManifest(input: {
  readonly folder: string;
  readonly facts: MirrorFacts;
}): Promise<FileDigest> {
  const digester = createDigester();
  const content = digester.pass(pieces(manifestYaml(input.facts)));
  await writeStreamedFile(join(input.folder, MIRROR_MANIFEST), content);
  return { path: MIRROR_MANIFEST, ...digester.digest() };
}

async function* pieces(content: Iterable<string | Buffer>): AsyncGenerator<Buffer> {
  for (const piece of content) yield await Promise.resolve(Buffer.from(piece));
}
