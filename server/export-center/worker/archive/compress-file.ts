import { type Compression } from '../../../contracts/export-center/profile.ts';
import { compress } from '../../../kernel/streams/compress.ts';
import { type FileDigest, createDigester, readPieces } from '../digests.ts';
import { writeStreamedFile } from '../records/file-writer.ts';
import { type TaskContext, tracked } from '../threads/task-context.ts';

export interface FileToCompress {
  readonly from: string;
  readonly to: string;
  readonly compression: Compression;
}

/** Compresses one file; answers digest and size of the result. Progress counts bytes of the plain file. */
export async function compressFile(
  { from, to, compression }: FileToCompress,
  context: TaskContext,
): Promise<Omit<FileDigest, 'path'>> {
  const digester = createDigester();
  await writeStreamedFile(to, digester.pass(compress(tracked(readPieces(from), context), compression)));
  return digester.digest();
}
