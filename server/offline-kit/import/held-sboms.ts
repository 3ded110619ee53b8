import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../../verification/json.ts';
import { KitError, systemCodeOf } from '../command-line/kit-error.ts';
import { type Generation, MIRROR_TREE, readIndex } from '../mirror-folder/mirror-folder.ts';
import { type IndexedFile } from '../mirror-folder/mirror-state.ts';
import { compareNames } from './raw-shards.ts';

/** What the file of an SBOM does not tell of it; a line of `delta/changed/sboms.jsonl`. */
export interface ListedSbom {
  readonly id: string;
  /** Of its file. */
  readonly path: string;
  readonly sha256: string;
  readonly source: string;
  readonly subject: string;
}

/** An SBOM of a generation, and the file that holds it. */
export interface HeldSbom extends ListedSbom {
  readonly file: IndexedFile;
}

/** The SBOMs of a generation in the order of records; none where it has no index of SBOMs. */
export async function readHeldSboms({ folder }: Generation): Promise<HeldSbom[]> {
  const path = join(folder, MIRROR_TREE, 'indexes', 'sbom.index.json');
  const files = new Map((await readIndex(folder)).files.map((file) => [file.path, file]));
  const held = (await readItems(path)).map((item) => {
    const file = files.get(`${MIRROR_TREE}/${item.path}`);
    return file && { ...item, sha256: file.sha256, file };
  });
  if (held.every((sbom) => sbom !== undefined)) return held.sort(compareNames);
  throw new KitError('failed', `${path} names files that are not there. Import the last full bundle anew.`);
}

async function readItems(path: string): Promise<Omit<ListedSbom, 'sha256'>[]> {
  try {
    const index: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (isObject(index) && Array.isArray(index['sboms']) && index['sboms'].every(isItem)) return index['sboms'];
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return [];
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new KitError('failed', `${path} is no index of SBOMs. Import the last full bundle anew.`);
}

function isItem(value: unknown): value is Omit<ListedSbom, 'sha256'> {
  return isObject(value) && ['id', 'path', 'source', 'subject'].every((name) => typeof value[name] === 'string');
}
