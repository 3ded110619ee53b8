import { writeFile } from 'node:fs/promises';
import { type Artifact } from '../../../../contracts/export-center/run.ts';
import { archiveMediaType } from '../../../../kernel/streams/compress.ts';
import { MIRROR_MANIFEST } from '../../../../verification/bundle-layout.ts';
import { sha256Of } from '../../digests.ts';
import { type BundleJob, inBundle, inStaging } from '../../staging/bundle-job.ts';
import { type BundleAdapter } from '../bundle-adapter.ts';
import { mirrorFileName } from './mirror-file-name.ts';
import { mirrorReadme } from './readme.ts';
import { writeMirrorDocuments } from './write-documents.ts';

/** What full and delta mirrors have in common (mirror-bundles.md, section 2). */
export const mirrorForm = {
  form: 'archive',
  root: 'mirror/',
  fileName: mirrorFileName,
  mediaType: ({ compression }) => archiveMediaType(compression.codec),
  writeDocuments: writeMirrorDocuments,
  signatures: [{ covers: MIRROR_MANIFEST, path: 'signatures/manifest.sig' }],
} as const satisfies Omit<BundleAdapter, 'build'>;

export async function writeReadme(job: BundleJob, variant: 'full' | 'delta'): Promise<Artifact> {
  const path = 'README.md';
  const text = mirrorReadme(variant);
  await writeFile(inStaging(job, inBundle(path)), text);
  const bytes = Buffer.byteLength(text);
  return { path, sha256: sha256Of(text), bytes, mediaType: 'text/markdown', records: 1, compression: 'none' };
}
