import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type DocumentFile } from '../../verification/read-contents.ts';
import { type BundleDocuments } from '../../verification/verify-bundle.ts';
import { KitError, systemCodeOf } from '../command-line/kit-error.ts';
import { piecesOf } from './bundle-file.ts';

const BESIDE = ['export.json', 'provenance.json', 'recipients.json'];
const SIGNATURES = 'signatures';

/**
 * The documents of a bundle that is one file (`db.bundle`, `java-db.bundle`): what `given` names, else the folder that the file lies
 * in or the one above, as in `trivy/db.bundle` (runbook, section 8). Undefined for a bundle that is an archive, whose documents are
 * inside.
 * @throws KitError `usage` where such a file lies without its documents.
 */
export async function findDocuments(
  bundle: string,
  given: string | undefined,
): Promise<(() => BundleDocuments) | undefined> {
  if (given !== undefined) return openDocuments(given);
  if (!/(?:^|[-_.])(?:java-)?db\.bundle$/.test(basename(bundle))) return undefined;
  for (const folder of [dirname(bundle), dirname(dirname(bundle))]) {
    for (const name of [...BESIDE, SIGNATURES]) if (await isThere(join(folder, name))) return openDocuments(folder);
  }
  throw new KitError(
    'usage',
    `${basename(bundle)} is one file, and its export.json, provenance.json and signatures/ do not lie beside it. The Export Center has them ` +
      'at /api/export/runs/<run>/artifacts/<path>; --documents FOLDER or TAR names another place.',
  );
}

async function openDocuments(path: string): Promise<() => BundleDocuments> {
  const isFolder = (await stat(path)).isDirectory();
  return isFolder ? () => ({ files: filesOf(path) }) : () => ({ archive: piecesOf(path) });
}

/** Only what speaks about a bundle; the folder may hold other things. */
async function* filesOf(folder: string): AsyncGenerator<DocumentFile> {
  const signatures = await namesIn(join(folder, SIGNATURES));
  for (const path of [...BESIDE, ...signatures.toSorted().map((name) => `${SIGNATURES}/${name}`)]) {
    const file = join(folder, path);
    if (!(await isThere(file))) continue;
    const found = await stat(file);
    yield { path, bytes: found.size, content: found.isFile() ? createReadStream(file) : undefined };
  }
}

/** None where there is no folder: then the signatures are missing. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) return [];
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
