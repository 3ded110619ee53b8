import { constants } from 'node:fs';
import { copyFile, link, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canonicalPieces } from '../../verification/canonical-json.ts';
import { systemCodeOf } from '../command-line/kit-error.ts';
import { type WrittenFile, createDurableFile, writeDurably } from '../mirror-folder/durable-files.ts';
import { INDEX_FILE } from '../mirror-folder/mirror-folder.ts';
import { type IndexedFile, type MirrorIndex } from '../mirror-folder/mirror-state.ts';

/** The next generation of a mirror, as it grows in the incoming folder; it knows the digest of every file in it. */
export interface GenerationWriter {
  readonly folder: string;
  /** Takes a finished file over from another place, without a copy where the disk can do that; neither is changed later. */
  share(from: string, file: IndexedFile): Promise<void>;
  write(path: string, content: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>): Promise<void>;
  /** A sink for a file that is written piece by piece, made with the first piece. */
  grow(path: string): GrowingFile;
  has(path: string): boolean;
  files(): IndexedFile[];
  /** Writes the index; the generation is complete then. */
  finish(head: Omit<MirrorIndex, 'files' | 'schemaVersion'>): Promise<void>;
}

export interface GrowingFile {
  write(piece: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export function createGenerationWriter(folder: string): GenerationWriter {
  const files = new Map<string, IndexedFile>();
  const add = (path: string, { sha256, bytes }: WrittenFile) => void files.set(path, { path, sha256, bytes });
  const place = async (path: string) => {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    return target;
  };
  return {
    folder,
    has: (path) => files.has(path),
    files: () => [...files.values()].sort((one, other) => (one.path < other.path ? -1 : 1)),
    async share(from, file) {
      await linkOrCopy(from, await place(file.path));
      files.set(file.path, file);
    },
    async write(path, content) {
      add(path, await writeDurably(join(folder, path), content));
    },
    grow(path) {
      let opened: ReturnType<typeof createDurableFile> | undefined;
      return {
        async write(piece) {
          opened ??= createDurableFile(join(folder, path));
          await (await opened).write(piece);
        },
        async close() {
          if (opened) add(path, await (await opened).close());
        },
      };
    },
    async finish(head) {
      const around = (list: string) => ({ schemaVersion: '1.0', ...head, files: list });
      await writeDurably(join(folder, INDEX_FILE), canonicalPieces(around, this.files()));
    },
  };
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!['EPERM', 'EXDEV', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS'].includes(systemCodeOf(error) ?? ''))
      throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}
