import { mkdir, readFile, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type z } from 'zod';
import { KitError, systemCodeOf } from '../command-line/kit-error.ts';
import { syncFolder } from './durable-files.ts';
import { type MirrorIndex, type MirrorState, mirrorIndex, mirrorState } from './mirror-state.ts';

/**
 * A mirror on the disk:
 *
 *     current -> generations/7     what is served; replaced by one rename
 *     generations/7/state.json     what was applied
 *     generations/7/index.json     every file with its digest
 *     generations/7/mirror/…       data and indexes, as a full bundle has them
 *     generations/7/bundles/…      manifests, provenance and signatures of the bundles applied
 *     incoming/…                   what an import works on
 *     log/mirror.ndjson            what was applied and what failed
 *     import.lock                  held by an import
 */
export interface MirrorFolder {
  readonly path: string;
  readonly incoming: string;
  readonly logFile: string;
  readonly lockFile: string;
  /** The generation that is served; undefined before the first import. */
  current(): Promise<Generation | undefined>;
  generationFolder(generation: number): string;
  /** Makes a finished generation the one that is served, in one step that survives a power cut, and removes the others. */
  switchTo(generation: number): Promise<void>;
  removeOthers(than: number | undefined): Promise<void>;
}

export interface Generation {
  readonly folder: string;
  readonly state: MirrorState;
}

export const MIRROR_TREE = 'mirror';
export const BUNDLE_DOCUMENTS = 'bundles';
export const STATE_FILE = 'state.json';
export const INDEX_FILE = 'index.json';

const CURRENT = 'current';
const GENERATIONS = 'generations';

export function openMirrorFolder(path: string): MirrorFolder {
  const generations = join(path, GENERATIONS);
  const generationFolder = (generation: number) => join(generations, String(generation));
  const removeOthers = async (than: number | undefined) => {
    const names = await readdir(generations).catch((error: unknown) => {
      if (systemCodeOf(error) === 'ENOENT') return [];
      throw error;
    });
    for (const name of names) {
      if (name !== String(than)) await rm(join(generations, name), { recursive: true, force: true });
    }
  };
  return {
    path,
    incoming: join(path, 'incoming'),
    logFile: join(path, 'log', 'mirror.ndjson'),
    lockFile: join(path, 'import.lock'),
    generationFolder,
    removeOthers,
    async current() {
      const folder = await currentFolder(path);
      return folder === undefined ? undefined : { folder, state: await readState(folder) };
    },
    async switchTo(generation) {
      const next = join(path, `${CURRENT}.next`);
      await rm(next, { force: true });
      await symlink(join(GENERATIONS, String(generation)), next);
      await rename(next, join(path, CURRENT));
      await syncFolder(path);
    },
  };
}

/** The folder that `current` points to: one of `generations/` of this mirror, whatever else somebody may have put there. */
export async function currentFolder(mirror: string): Promise<string | undefined> {
  const link = join(mirror, CURRENT);
  try {
    const target = await readlink(link);
    const name = basename(target);
    if (target === join(GENERATIONS, name) && /^[1-9]\d{0,14}$/.test(name)) return join(mirror, GENERATIONS, name);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    if (systemCodeOf(error) !== 'EINVAL') throw error;
  }
  throw new KitError(
    'failed',
    `${link} is not a link to a generation of this mirror. Import into an empty folder anew.`,
  );
}

export function readState(generationFolder: string): Promise<MirrorState> {
  return readDocument(join(generationFolder, STATE_FILE), mirrorState);
}

export function readIndex(generationFolder: string): Promise<MirrorIndex> {
  return readDocument(join(generationFolder, INDEX_FILE), mirrorIndex);
}

async function readDocument<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  const text = await readFile(path, 'utf8');
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new KitError('failed', `${path} is damaged. Import the last full bundle into an empty folder anew.`, {
      cause,
    });
  }
}

export async function makeMirrorFolder(path: string): Promise<void> {
  await mkdir(join(path, GENERATIONS), { recursive: true });
}
