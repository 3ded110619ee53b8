import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../mirror-folder/durable-files.ts';
import { type MirrorFolder } from '../mirror-folder/mirror-folder.ts';

/** Where one import works: below `incoming/` of its mirror, so on the same disk, and out of what is served. */
export interface Workplace {
  /** What was unpacked stays here when an import is cut, for the next try. */
  readonly unpacked: string;
  /** The generation that grows; begun anew with every try. */
  readonly generation: string;
  /** For parts of a sort. */
  readonly sorting: string;
  /** Moves the finished generation to its place, where it is not yet served. */
  publish(generation: number): Promise<void>;
  remove(): Promise<void>;
}

/** `key` names the bundle; what imports of other bundles have left behind is removed. */
export async function createWorkplace(mirror: MirrorFolder, key: string): Promise<Workplace> {
  const folder = join(mirror.incoming, key.slice(0, 32));
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(mirror.incoming)) {
    if (join(mirror.incoming, name) !== folder) await rm(join(mirror.incoming, name), { recursive: true });
  }
  const [generation, sorting] = [join(folder, 'generation'), join(folder, 'sorting')];
  for (const again of [generation, sorting]) await rm(again, { recursive: true, force: true });
  return {
    unpacked: join(folder, 'unpacked'),
    generation,
    sorting,
    async publish(number) {
      const target = mirror.generationFolder(number);
      // Left by an import that was cut before it was switched to.
      await rm(target, { recursive: true, force: true });
      await syncFolders(generation);
      await rename(generation, target);
      await syncFolder(dirname(target));
    },
    remove: () => rm(mirror.incoming, { recursive: true, force: true }),
  };
}

/** The files in them were synchronised when they were written. */
async function syncFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncFolders(join(folder, entry.name));
  }
  await syncFolder(folder);
}
