import type { ObjectStore } from '../../../kernel/objects/object-store.ts';
import type { StoredBundle } from '../../tables.ts';
import { type FileDigest, readPieces } from '../digests.ts';
import { ExportError } from '../export-error.ts';
import { type BundleJob, inStaging } from '../staging/bundle-job.ts';
import type { PackedBundle } from '../steps/pack-signed-bundle.ts';

/**
 * Puts a verified bundle into the object store, and the archive of its documents beside it. Both hold the id of the run,
 * so no other run ever refers to the same objects. They become visible once the run refers to them.
 * @throws ExportError `distribution` where the store received other bytes than were verified.
 */
export async function publishBundle(
  objects: Pick<ObjectStore, 'putByDigest'>,
  job: BundleJob,
  packed: PackedBundle,
): Promise<StoredBundle> {
  const { fileName, bytes, sha256, mediaType, documentFiles: documents } = packed;
  const documentsKey = await store(objects, job, 'documents', packed.documents);
  const objectKey = await store(objects, job, 'bundles', packed);
  const encrypted = job.plan.encryption !== null;
  return { fileName, bytes, sha256, mediaType, encrypted, objectKey, documentsKey, documents };
}

async function store(
  objects: Pick<ObjectStore, 'putByDigest'>,
  job: BundleJob,
  prefix: string,
  file: FileDigest,
): Promise<string> {
  const stored = await objects.putByDigest(prefix, readPieces(inStaging(job, file.path)));
  if (`sha256:${stored.sha256}` === file.sha256) return stored.key;
  throw new ExportError('distribution', 'The object store received other bytes than were verified.');
}
