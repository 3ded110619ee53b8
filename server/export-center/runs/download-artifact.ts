import { pipeline } from 'node:stream/promises';
import { AppError } from '../../kernel/http/errors.ts';
import { fileReply, unlessCallerGone } from '../../kernel/http/file-reply.ts';
import { selfWritingReply, type SelfWritingReply } from '../../kernel/http/reply.ts';
import { ObjectMissingError, type ObjectStore } from '../../kernel/objects/object-store.ts';
import { hexOf } from '../../verification/bundle-hashes.ts';
import { PROVENANCE_ENVELOPE, layoutOf } from '../../verification/bundle-layout.ts';
import { codecOfFileName } from '../../verification/runtime.ts';
import type { StoredBundle } from '../tables.ts';
import { findMember, partOf, readMember } from './archive-member.ts';
import { downloadHeaders } from './download-bundle.ts';
import type { RunRow, RunStore } from './run-store.ts';
import { bundleMissing, bundleOf } from './stored-bundle.ts';

export interface ArtifactServices {
  readonly objects: ObjectStore;
  readonly runs: Pick<RunStore, 'artifacts'>;
}

/** One file of a bundle as it is served. */
interface ServedFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
}

const envelopeType = 'application/vnd.dsse.envelope+json';

/** By the ending of a document; the longest first. */
const mediaTypes: readonly (readonly [string, string])[] = [
  ['.dsse.json', envelopeType],
  ['.json', 'application/json'],
  ['.yaml', 'application/yaml'],
  ['.pub', 'application/x-pem-file'],
  ['.sig', 'text/plain; charset=us-ascii'],
];

/**
 * One file of a run's bundle by its path in `export.json`, or one of the documents that vouch for it. Documents, bundles that
 * are one file and uncompressed archives answer ranges; a member of a compressed archive is read from the archive's start and
 * comes as a whole (`Accept-Ranges: none`).
 * @throws AppError ERR_NOT_FOUND for a path that is not in the bundle, ERR_GONE or ERR_CONFLICT where there is no bundle.
 */
export async function downloadArtifact(
  services: ArtifactServices,
  run: RunRow,
  path: string,
): Promise<SelfWritingReply> {
  const bundle = bundleOf(run);
  const document = bundle.documents?.find((file) => file.path === path);
  if (document) return sendDocument(services.objects, run, bundle, { ...document, mediaType: mediaTypeOf(path) });
  const artifact = (await services.runs.artifacts(run.tenant, run.run_id))?.find((file) => file.path === path);
  if (!artifact) throw new AppError('ERR_NOT_FOUND', `The bundle of ${run.run_id} has no such file.`);
  return sendArtifact(services.objects, run, bundle, artifact);
}

/** `provenance.json` in its signed envelope. @throws AppError ERR_NOT_FOUND where the provenance is encrypted. */
export async function downloadProvenance(objects: ObjectStore, run: RunRow): Promise<SelfWritingReply> {
  const bundle = bundleOf(run);
  const envelope = bundle.documents?.find(({ path }) => path === PROVENANCE_ENVELOPE);
  if (envelope) return sendDocument(objects, run, bundle, { ...envelope, mediaType: envelopeType });
  throw new AppError('ERR_NOT_FOUND', `${whyNoEnvelope(bundle)} Download the bundle to read it.`);
}

function whyNoEnvelope({ documents }: StoredBundle): string {
  if (!documents) return 'This bundle was made before provenance was kept beside it.';
  return 'The provenance of this bundle is encrypted for its recipients; provenance.sig signs it.';
}

async function sendDocument(
  objects: ObjectStore,
  run: RunRow,
  { documentsKey = '' }: StoredBundle,
  file: ServedFile,
): Promise<SelfWritingReply> {
  const place = await orGone(run, findMember(objects, documentsKey, file.path));
  if (!place) throw bundleMissing(run.run_id);
  return ranged(partOf(objects, { ...place, bytes: file.bytes }), documentsKey, run, file);
}

async function sendArtifact(
  objects: ObjectStore,
  run: RunRow,
  bundle: StoredBundle,
  file: ServedFile,
): Promise<SelfWritingReply> {
  const { objectKey: key, fileName } = bundle;
  if (!(await objects.head(key))) throw bundleMissing(run.run_id);
  const layout = layoutOf(run);
  if (layout?.form === 'file') return ranged(objects, key, run, file);
  const path = `${layout?.root ?? ''}${file.path}`;
  const place = codecOfFileName(fileName) === null ? await findMember(objects, key, path) : undefined;
  if (place) return ranged(partOf(objects, { ...place, bytes: file.bytes }), key, run, file);
  return whole(
    readMember(() => objects.open(key), { fileName, path, bytes: file.bytes }),
    run,
    file,
  );
}

function ranged(objects: Pick<ObjectStore, 'open'>, key: string, run: RunRow, file: ServedFile): SelfWritingReply {
  const { bytes, mediaType } = file;
  return fileReply({ objects, key, sha256: hexOf(file.sha256), bytes, mediaType, headers: headersOf(run, file) });
}

/** A file that can be read from its start alone. When it cannot be read to its end the connection is cut. */
function whole(content: AsyncIterable<Uint8Array>, run: RunRow, file: ServedFile): SelfWritingReply {
  return selfWritingReply(async ({ request, response }) => {
    response.status(200).set({
      ...headersOf(run, file),
      'Accept-Ranges': 'none',
      'Cache-Control': 'private, no-cache, no-transform',
      'Content-Length': String(file.bytes),
      'Content-Type': file.mediaType,
      Digest: `sha-256=${Buffer.from(hexOf(file.sha256), 'hex').toString('base64')}`,
      ETag: `"${hexOf(file.sha256)}"`,
    });
    if (request.method === 'HEAD') response.end();
    else await pipeline(content, response).catch(unlessCallerGone);
  });
}

function headersOf(run: RunRow, { path }: ServedFile): Record<string, string> {
  return downloadHeaders(run, path.slice(path.lastIndexOf('/') + 1));
}

function mediaTypeOf(path: string): string {
  return mediaTypes.find(([ending]) => path.endsWith(ending))?.[1] ?? 'application/octet-stream';
}

async function orGone<Result>(run: RunRow, found: Promise<Result>): Promise<Result> {
  try {
    return await found;
  } catch (error) {
    throw error instanceof ObjectMissingError ? bundleMissing(run.run_id, error) : error;
  }
}
