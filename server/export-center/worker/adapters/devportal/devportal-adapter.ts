import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Artifact } from '../../../../contracts/export-center/run.ts';
import { DEVPORTAL_ENVELOPE, DEVPORTAL_PAYLOAD_TYPE } from '../../../../verification/bundle-layout.ts';
import {
  PORTAL_CHECKSUMS,
  PORTAL_HELPERS,
  PORTAL_MANIFEST,
  PORTAL_TIME,
  portalChecksumsText,
  portalManifestText,
} from '../../../../verification/import-check/devportal-layout.ts';
import { type FileDigest, createDigester, readPieces, sha256Of } from '../../digests.ts';
import { openFileWriter, writeStreamedFile } from '../../records/file-writer.ts';
import { type BundleJob, INPUTS_FILE, inBundle, inStaging } from '../../staging/bundle-job.ts';
import { type BundleAdapter, type DocumentContext } from '../bundle-adapter.ts';
import { PORTAL_FOLDER, PORTAL_LIST } from './collect-portal.ts';
import { mediaTypeOf } from './media-type.ts';

/** `devportal:offline`: a developer portal with what people need to verify it without us (bundles.md, "Kinds"). */
export const devportalAdapter: BundleAdapter = {
  form: 'archive',
  root: '',
  fileName: () => 'devportal-offline-bundle.tgz',
  mediaType: () => 'application/gzip',
  entryTime: PORTAL_TIME,
  signatures: [{ covers: PORTAL_MANIFEST, path: 'signatures/devportal.sig' }],
  async build(job, report) {
    const content = await placeContent(job, report);
    const listed = [...content, ...(await Promise.all(PORTAL_HELPERS.map((name) => placeHelper(job, name))))];
    const lists = await writeLists(job, listed);
    return {
      artifacts: [...listed, ...lists].map(artifactOf),
      counts: { advisories: 0, vex: 0, sboms: 0, policyEvaluations: 0 },
      redacted: 0,
    };
  },
  writeDocuments: async (context) => [await writeEnvelope(context)],
};

/** The files of the portal as they were collected; each of them is an input. */
async function placeContent(
  job: BundleJob,
  report: Parameters<BundleAdapter['build']>[1],
): Promise<readonly FileDigest[]> {
  const files = JSON.parse(await readFile(inStaging(job, PORTAL_LIST), 'utf8')) as FileDigest[];
  await using inputs = await openFileWriter(inStaging(job, INPUTS_FILE));
  let bytes = 0;
  for (const [at, { path, sha256, bytes: size }] of files.entries()) {
    job.signal.throwIfAborted();
    await place(job, path, inStaging(job, PORTAL_FOLDER, path));
    const input = { kind: 'devportal', id: path, source: 'devportal', sha256 };
    await inputs.write(Buffer.from(`${JSON.stringify(input)}\n`));
    bytes += size;
    report({ fraction: (at + 1) / files.length, items: at + 1, bytes });
  }
  await inputs.close();
  return files;
}

const helpers = join(import.meta.dirname, 'bundle');

async function placeHelper(job: BundleJob, name: string): Promise<FileDigest> {
  const content = await readFile(join(helpers, name));
  await place(job, name, join(helpers, name));
  return { path: name, sha256: sha256Of(content), bytes: content.length };
}

async function place(job: BundleJob, path: string, from: string): Promise<void> {
  const to = inStaging(job, inBundle(path));
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
}

async function writeLists(job: BundleJob, listed: readonly FileDigest[]): Promise<FileDigest[]> {
  const files = listed
    .map(({ bytes, path, sha256 }) => ({ bytes, path, sha256 }))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const text = portalManifestText({ schemaVersion: '1.0', kind: 'devportal:offline', createdAt: PORTAL_TIME, files });
  const manifest = await writeText(job, PORTAL_MANIFEST, text);
  return [manifest, await writeText(job, PORTAL_CHECKSUMS, portalChecksumsText([...files, manifest]))];
}

async function writeText(job: BundleJob, path: string, text: string): Promise<FileDigest> {
  const content = Buffer.from(text);
  await writeFile(inStaging(job, inBundle(path)), content);
  return { path, sha256: sha256Of(content), bytes: content.length };
}

function artifactOf(file: FileDigest): Artifact {
  return { ...file, mediaType: mediaTypeOf(file.path), records: 1, compression: 'none' };
}

/** The manifest signed by the tenant: the one file that depends on a key, so it does not count for `rerunHash`. */
async function writeEnvelope({ job, artifacts, signer }: DocumentContext): Promise<FileDigest> {
  const manifest = artifacts.find(({ path }) => path === PORTAL_MANIFEST);
  if (!manifest) throw new TypeError('The manifest was not built');
  const content = { bytes: manifest.bytes, open: () => readPieces(inStaging(job, inBundle(PORTAL_MANIFEST))) };
  const envelope = await signer.signEnvelope(DEVPORTAL_ENVELOPE, DEVPORTAL_PAYLOAD_TYPE, content);
  const digester = createDigester();
  await writeStreamedFile(inStaging(job, inBundle(DEVPORTAL_ENVELOPE)), digester.pass(envelope));
  return { path: DEVPORTAL_ENVELOPE, ...digester.digest() };
}
