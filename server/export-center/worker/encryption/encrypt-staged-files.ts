import { availableParallelism } from 'node:os';
import { untilAborted } from '../../../kernel/streams/until-aborted.ts';
import { type EncryptedFile, type KeptFile, identityOf } from '../../encryption/encrypted-files.ts';
import { type RunEncryption } from '../../encryption/run-encryption.ts';
import { type RunRecipients } from '../../encryption/run-recipients.ts';
import { createDigester, readPieces } from '../digests.ts';
import { ExportError } from '../export-error.ts';
import { writeStreamedFile } from '../records/file-writer.ts';
import { BUNDLE_FOLDER, type BundleJob, ENCRYPTED_FOLDER, inStaging } from '../staging/bundle-job.ts';
import { sideBySide } from '../threads/side-by-side.ts';
import { type EncryptionKey } from './encrypt-in-thread.ts';

/** A file of the bundle folder. */
export interface PlainFile {
  readonly path: string;
  readonly plainSha256: string;
  readonly bytes: number;
}

/** Files that are kept as one object, so that a thousand small ones do not cost a thousand syncs of the disk. */
const batchLimits = { bytes: 64 * 1024 * 1024, files: 256 };
/** One more than threads, so that these are busy while a batch is being stored. */
const LANES = availableParallelism() + 1;

/**
 * Encrypts files of the bundle folder into the folder of encrypted files, side by side; what this run has encrypted before, on
 * any machine, is taken again byte for byte. `onBytes` hears of plain bytes done.
 */
export async function encryptStagedFiles(
  job: BundleJob,
  files: readonly PlainFile[],
  encryption: RunEncryption,
  onBytes: (bytes: number) => void,
): Promise<EncryptedFile[]> {
  const kept = new Map(
    (await encryption.memory.find(files.map(({ path }) => path))).map((file) => [identityOf(file), file]),
  );
  const batches = batchesOf(files);
  const done: EncryptedFile[] = [];
  const lanes = Array.from({ length: Math.min(LANES, batches.length) });
  await sideBySide(lanes, job.signal, async (_, signal) => {
    const lane = { ...job, signal };
    for (let batch = batches.shift(); batch; batch = batches.shift()) {
      const known = batch.flatMap((file) => kept.get(identityOf(file)) ?? []);
      const unknown = batch.filter((file) => !kept.has(identityOf(file)));
      await restore(lane, known, encryption);
      onBytes(bytesOf(batch) - bytesOf(unknown));
      done.push(...known, ...(await encryptBatch(lane, unknown, encryption, onBytes)));
    }
  });
  return done.map(({ path, plainSha256, sha256, bytes }) => ({ path, plainSha256, sha256, bytes }));
}

async function encryptBatch(
  job: BundleJob,
  files: readonly PlainFile[],
  { recipients, memory }: RunEncryption,
  onBytes: (bytes: number) => void,
): Promise<readonly EncryptedFile[]> {
  if (files.length === 0) return [];
  const made = await job.threads.run(
    'encryptFiles',
    {
      from: inStaging(job, BUNDLE_FOLDER),
      to: inStaging(job, ENCRYPTED_FOLDER),
      files: files.map(({ path, plainSha256 }) => ({ path, plainSha256 })),
      key: keyOf(recipients),
    },
    { signal: job.signal, onProgress: ({ bytes }) => onBytes(bytes) },
  );
  const kept = await memory.keep(made, contentOf(job, made));
  // Another worker, taken for dead, may have been quicker with some of them.
  await restore(
    job,
    kept.filter(({ sha256 }, at) => sha256 !== made[at]?.sha256),
    { memory },
  );
  return kept;
}

/** Brings kept files back, unless they still lie here. */
async function restore(
  job: BundleJob,
  files: readonly KeptFile[],
  { memory }: Pick<RunEncryption, 'memory'>,
): Promise<void> {
  if (files.length === 0) return;
  const input = { folder: inStaging(job, ENCRYPTED_FOLDER), paths: files.map(({ path }) => path) };
  const present = await job.threads.run('digestFiles', input, { signal: job.signal });
  for (const [at, file] of files.entries()) {
    if (present[at] === file.sha256) continue;
    const digester = createDigester();
    const content = untilAborted(await memory.open(file), job.signal);
    await writeStreamedFile(inStaging(job, ENCRYPTED_FOLDER, file.path), digester.pass(content));
    if (digester.digest().sha256 !== file.sha256) {
      throw new ExportError('encryption', `The encrypted "${file.path}" of an earlier attempt is damaged in the store`);
    }
  }
}

/** The encrypted files, one after the other. */
async function* contentOf(job: BundleJob, files: readonly EncryptedFile[]): AsyncGenerator<Uint8Array> {
  for (const { path } of files) {
    yield* untilAborted(readPieces(inStaging(job, ENCRYPTED_FOLDER, path)), job.signal);
  }
}

function keyOf({ document, dataKey }: RunRecipients): EncryptionKey {
  if (!dataKey) return { mode: 'age', recipients: document.recipients.map(({ recipient }) => recipient) };
  // A copy of its own: threads get the whole memory that a Buffer is a part of.
  return { mode: 'aes-gcm', dataKey: Uint8Array.from(dataKey) };
}

function batchesOf(files: readonly PlainFile[]): PlainFile[][] {
  const batches: PlainFile[][] = [];
  let bytes = Infinity;
  for (const file of files) {
    if (bytes + file.bytes > batchLimits.bytes || (batches.at(-1)?.length ?? 0) >= batchLimits.files) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(file);
    bytes += file.bytes;
  }
  return batches;
}

function bytesOf(files: readonly PlainFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
