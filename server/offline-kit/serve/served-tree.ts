import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { KitError, systemCodeOf } from '../command-line/kit-error.ts';
import { INDEX_FILE, currentFolder } from '../mirror-folder/mirror-folder.ts';
import { type IndexedFile, mirrorIndex } from '../mirror-folder/mirror-state.ts';

/** The files of one generation by their path; only what its index names can be reached. */
export interface ServedTree {
  /** `7`. */
  readonly generation: string;
  find(path: string): IndexedFile | undefined;
  /** The open file of this generation; it can be read to its end although the generation is removed meanwhile. */
  open(file: IndexedFile): Promise<FileHandle>;
}

/** An import may remove the generation between two looks at it; then the next one is there. */
const TRIES = 5;

/** The trees of a mirror, of which the current one stays in memory. */
export function createServedTrees(mirror: string) {
  let loaded: ServedTree | undefined;
  const current = async (): Promise<ServedTree> => {
    const folder = await currentFolder(mirror);
    if (folder === undefined)
      throw new KitError('failed', `${mirror} holds no mirror yet. Import a full bundle first.`);
    if (loaded?.generation !== basename(folder)) loaded = await loadTree(folder);
    return loaded;
  };
  return {
    /** Calls `use` with the current tree, and again with the next one where that one was removed at the same moment. */
    async withCurrent<Result>(use: (tree: ServedTree) => Promise<Result>): Promise<Result> {
      for (let tries = 1; ; tries += 1) {
        try {
          return await use(await current());
        } catch (error) {
          if (systemCodeOf(error) !== 'ENOENT' || tries === TRIES) throw error;
        }
      }
    },
  };
}

async function loadTree(folder: string): Promise<ServedTree> {
  const text = await readFile(join(folder, INDEX_FILE));
  const { files } = mirrorIndex.parse(JSON.parse(text.toString('utf8')));
  const sha256 = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const byPath = new Map([...files, { path: INDEX_FILE, sha256, bytes: text.length }].map((file) => [file.path, file]));
  const root = await realpath(folder);
  return {
    generation: basename(folder),
    find: (path) => byPath.get(path),
    open: (file) => openInside(root, file),
  };
}

/** @throws Error where something else than the file that was imported lies there now: a link, a file of another size. */
async function openInside(root: string, { path, bytes }: IndexedFile): Promise<FileHandle> {
  const file = join(root, path);
  if (!(await realpath(file)).startsWith(`${root}${sep}`)) throw new Error(`${path} leads out of the mirror`);
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const found = await handle.stat();
    if (!found.isFile() || found.size !== bytes) throw new Error(`${path} is not the file that was imported`);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
