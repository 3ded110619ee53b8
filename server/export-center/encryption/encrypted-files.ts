import { randomUUID } from 'node:crypto';
import { type Database } from '../../kernel/database/database.ts';
import { type ObjectStore } from '../../kernel/objects/object-store.ts';
import { type EncryptionTables } from './tables.ts';

/** A file as it is before and after its encryption. */
export interface EncryptedFile {
  /** As in `export.json`. */
  readonly path: string;
  /** `sha256:<hex>`. */
  readonly plainSha256: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** One that is kept; its bytes are a part of an object. */
export interface KeptFile extends EncryptedFile {
  readonly objectKey: string;
  readonly start: number;
}

/**
 * Keeps each encrypted file of one run until the run has ended, so that a later attempt, on any machine, packs the same bytes
 * (bundles.md, "Always"): encrypting a file again would give others. Only encrypted bytes are kept.
 */
export interface EncryptedFileMemory {
  /** What is kept of these paths, and perhaps of others. A path may have been made from several plain files in turn. */
  find(paths: readonly string[]): Promise<readonly KeptFile[]>;
  /**
   * Keeps files whose bytes come one after the other from `content`. Where another attempt was quicker its file counts.
   * @returns the files that count from now on, in the order given.
   */
  keep(files: readonly EncryptedFile[], content: AsyncIterable<Uint8Array>): Promise<readonly KeptFile[]>;
  open(file: KeptFile): Promise<AsyncIterable<Uint8Array>>;
}

export interface MemoryServices {
  readonly database: Database;
  readonly objects: Pick<ObjectStore, 'put' | 'open' | 'list' | 'delete'>;
}

/** Where the objects of all runs lie; those of one run lie in a folder of their own. */
export const KEPT_PREFIX = 'encrypted-files';

const rowsAtOnce = 500;

/** `recipientsSha256` is that of the run's `recipients.json`: files encrypted for others are not found. */
export function createStoredEncryptedFiles(
  { database, objects }: MemoryServices,
  { tenant, runId, recipientsSha256 }: { tenant: string; runId: string; recipientsSha256: string },
): EncryptedFileMemory {
  const rowsOf = () =>
    database
      .query<EncryptionTables>()
      .selectFrom('export_center.run_encrypted_files')
      .select(['path', 'plain_sha256', 'sha256', 'bytes', 'object_key', 'start'])
      .where('tenant', '=', tenant)
      .where('run_id', '=', runId)
      .where('recipients_sha256', '=', recipientsSha256);
  const find = async (paths: readonly string[]): Promise<readonly KeptFile[]> => {
    if (paths.length === 0) return [];
    const rows = paths.length > rowsAtOnce ? rowsOf() : rowsOf().where('path', 'in', paths);
    return (await rows.execute()).map(keptFile);
  };
  const insert = async (files: readonly KeptFile[]): Promise<void> => {
    for (let at = 0; at < files.length; at += rowsAtOnce) {
      const rows = files.slice(at, at + rowsAtOnce).map((file) => ({
        ...{ tenant, run_id: runId, recipients_sha256: recipientsSha256 },
        ...{ path: file.path, plain_sha256: file.plainSha256, sha256: file.sha256 },
        ...{ object_key: file.objectKey, start: file.start, bytes: file.bytes },
      }));
      await database
        .query<EncryptionTables>()
        .insertInto('export_center.run_encrypted_files')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  };
  return {
    find,
    async keep(files, content) {
      // A name of its own, so that two attempts never write one object.
      const objectKey = `${folderOf(tenant, runId)}/${randomUUID()}`;
      await objects.put(objectKey, content);
      await insert(placed(files, objectKey));
      const paths = files.map(({ path }) => path);
      return counting(files, await find(paths));
    },
    open: ({ objectKey, start, bytes }) => objects.open(objectKey, { start, end: start + bytes - 1 }),
  };
}

/** Forgets the files and recipients of a run that has ended. */
export async function forgetEncryptedFiles(
  { database, objects }: Pick<MemoryServices, 'database'> & { objects: Pick<ObjectStore, 'list' | 'delete'> },
  { tenant, runId }: { tenant: string; runId: string },
): Promise<void> {
  for await (const key of objects.list(`${folderOf(tenant, runId)}/`)) await objects.delete(key);
  const query = database.query<EncryptionTables>();
  for (const table of ['export_center.run_encrypted_files', 'export_center.run_recipients'] as const) {
    await query.deleteFrom(table).where('tenant', '=', tenant).where('run_id', '=', runId).execute();
  }
}

/** For specs of single steps: nothing outlives the process. */
export function createTransientEncryptedFiles(): EncryptedFileMemory {
  const kept: KeptFile[] = [];
  const objects = new Map<string, Buffer>();
  return {
    find: () => Promise.resolve([...kept]),
    async keep(files, content) {
      const objectKey = randomUUID();
      const pieces: Uint8Array[] = [];
      for await (const piece of content) pieces.push(Buffer.from(piece));
      objects.set(objectKey, Buffer.concat(pieces));
      for (const file of placed(files, objectKey)) if (!kept.some((one) => isSameFile(one, file))) kept.push(file);
      return counting(files, kept);
    },
    open: async function ({ objectKey, start, bytes }) {
      const object = objects.get(objectKey) ?? Buffer.alloc(0);
      return Promise.resolve(ReadableStream.from([object.subarray(start, start + bytes)]));
    },
  };
}

function folderOf(tenant: string, runId: string): string {
  return `${KEPT_PREFIX}/${tenant}/${runId}`;
}

function placed(files: readonly EncryptedFile[], objectKey: string): KeptFile[] {
  let start = 0;
  return files.map((file) => {
    const at = { ...file, objectKey, start };
    start += file.bytes;
    return at;
  });
}

function counting(files: readonly EncryptedFile[], kept: readonly KeptFile[]): KeptFile[] {
  const byIdentity = new Map(kept.map((file) => [identityOf(file), file]));
  return files.map((file) => {
    const found = byIdentity.get(identityOf(file));
    if (!found) throw new Error(`The encrypted ${file.path} was not kept`);
    return found;
  });
}

function isSameFile(one: EncryptedFile, other: EncryptedFile): boolean {
  return identityOf(one) === identityOf(other);
}

/** What is encrypted once: a plain file under its path. */
export function identityOf({ path, plainSha256 }: Pick<EncryptedFile, 'path' | 'plainSha256'>): string {
  return `${plainSha256} ${path}`;
}

function keptFile(row: {
  path: string;
  plain_sha256: string;
  sha256: string;
  bytes: number;
  object_key: string;
  start: number;
}): KeptFile {
  const { path, sha256, bytes, start } = row;
  return { path, sha256, bytes, start, plainSha256: row.plain_sha256, objectKey: row.object_key };
}
