import { constants } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileDigest, createDigester, sha256Of } from '../../digests.ts';
import { ExportError } from '../../export-error.ts';
import { writeStreamedFile } from '../../records/file-writer.ts';
import { type TaskContext, tracked } from '../../threads/task-context.ts';
import { listPortal } from './portal-folder.ts';

export interface PortalToCopy {
  readonly from: string;
  /** Where its files are copied to. */
  readonly to: string;
  /** Receives their paths, sizes and digests as JSON. */
  readonly listFile: string;
}

/** Copies the files of a portal, so that whatever happens to it later every attempt packs the same ones; answers them and the list. */
export async function copyPortal({ from, to, listFile }: PortalToCopy, context: TaskContext) {
  const files: FileDigest[] = [];
  for (const path of await listPortal(from)) {
    const digester = createDigester();
    await writeStreamedFile(join(to, path), digester.pass(tracked(readPlainFile(from, path), context)));
    context.report({ items: 1, bytes: 0 });
    files.push({ path, ...digester.digest() });
  }
  const list = JSON.stringify(files);
  await writeFile(listFile, list);
  return { files, list: { sha256: sha256Of(list), bytes: Buffer.byteLength(list) } };
}

/** Not through a link that has taken the file's place since the folder was read. */
async function* readPlainFile(folder: string, path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(join(folder, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if (!(await file.stat()).isFile())
    throw new ExportError('ERR_EXPORT_SOURCE', `${path} of the developer portal is no file`);
  for await (const piece of file.createReadStream({ highWaterMark: 256 * 1024, autoClose: false }))
    yield piece as Buffer;
}
