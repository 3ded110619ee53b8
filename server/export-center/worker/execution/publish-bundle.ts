import type { ObjectStore } from '../../../kernel/objects/object-store.ts';
import { unlessAborted, untilAborted } from '../../../kernel/streams/until-aborted.ts';
import type { StoredBundle } from '../../tables.ts';
import { type FileDigest, readPieces } from '../digests.ts';
import { ExportError } from '../export-error.ts';
import { type BundleJob, inStaging } from '../staging/bundle-job.ts';
import type { PackedBundle } from '../steps/pack-signed-bundle.ts';

/**
 * Puts a verified bundle into the object store, and the archive of its documents beside it. Both hold the id of the run,
 * so no other run ever refers to the same objects. They become visible once the run refers to them. The large one goes first:
 * where it does not fit, nothing of the run is stored.
 * @throws ExportError `distribution` where the store received other bytes than were verified.
 */
export async function publishBundle(
  objects: Pick<ObjectStore, 'putByDigest'>,
  job: BundleJob,
  packed: PackedBundle,
): Promise<StoredBundle> {
  const { fileName, bytes, sha256, mediaType, documentFiles: documents } = packed;
  const objectKey = await store(objects, job, 'bundles', packed);
  const documentsKey = await store(objects, job, 'documents', packed.documents);
  const encrypted = job.plan.encryption !== null;
  return { fileName, bytes, sha256, mediaType, encrypted, objectKey, documentsKey, documents };
}

async function store(
  objects: Pick<ObjectStore, 'putByDigest'>,
  job: BundleJob,
  prefix: string,
  file: FileDigest,
): Promise<string> {
  const content = untilAborted(readPieces(inStaging(job, file.path)), job.signal);
  const stored = await unlessAborted(objects.putByDigest(prefix, content), job.signal);
  if (`sha256:${stored.sha256}` === file.sha256) return stored.key;
  throw new ExportError('distribution', 'The object store received other bytes than were verified.');
}
