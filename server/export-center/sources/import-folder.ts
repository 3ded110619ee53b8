import { open, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { evidenceKinds, type EvidenceKind } from '../../contracts/export-center/kinds.ts';
import { maximumDocumentBytes, Refusal, tooLarge } from './document-text.ts';

/** One JSON file of a tenant's evidence folder. */
export interface EvidenceFile {
  /** Relative to the tenant's folder, with `/`: `advisories/GO-2020-0001.json`. For reports and for people. */
  path: string;
  kind: EvidenceKind;
  /** Folder of the file, relative to the tenant's: `advisories`, or `advisories/<feed>`. Part of a record's identity. */
  source: string;
  /** The file's bytes. Throws `Refusal` where they cannot be had. */
  read(): Promise<Uint8Array>;
}

/**
 * Every file below `advisories`, `sboms` and `vex` of a tenant's folder, subfolders included, in the order of their
 * names; dot files are passed over. A file that is no evidence is given too, and refuses to be read.
 *
 * A folder that cannot be listed throws: going on would take everything in it for vanished.
 */
export async function* walkTenantFolder(tenantFolder: string): AsyncGenerator<EvidenceFile> {
  const root = await realpath(tenantFolder);
  for (const entry of await sortedEntries(root)) {
    const kind = evidenceKinds.find((name) => name === entry.name);
    if (kind !== undefined && entry.isDirectory()) yield* walk(root, kind, kind);
    else if (kind !== undefined) yield refused(entry.name, 'is not a folder');
    else if (entry.isDirectory()) yield refused(entry.name, `is none of the folders ${evidenceKinds.join(', ')}`);
  }
}

async function* walk(root: string, kind: EvidenceKind, source: string): AsyncGenerator<EvidenceFile> {
  for (const entry of await sortedEntries(join(root, source))) {
    const path = `${source}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, kind, path);
    else yield { path, kind, source, read: () => readEvidence(root, path, entry.isSymbolicLink(), entry.isFile()) };
  }
}

async function sortedEntries(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter(({ name }) => !name.startsWith('.')).sort((left, right) => (left.name < right.name ? -1 : 1));
}

function refused(name: string, reason: string): EvidenceFile {
  return { path: name, kind: 'advisories', source: name, read: () => Promise.reject(new Refusal(reason)) };
}

async function readEvidence(root: string, path: string, isLink: boolean, isFile: boolean): Promise<Uint8Array> {
  if (!path.endsWith('.json')) throw new Refusal('is not a .json file');
  if (!isLink && !isFile) throw new Refusal('is not a regular file');
  try {
    return await readRegularFile(isLink ? await resolveWithin(root, path) : join(root, path));
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(describeReadError(error));
  }
}

/** A link may point to a file of the same tenant (mounted volumes are made of such links), never out of its folder. */
async function resolveWithin(root: string, path: string): Promise<string> {
  const target = await realpath(join(root, path));
  if (!target.startsWith(root + sep)) throw new Refusal('is a link that leads out of the evidence folder');
  return target;
}

async function readRegularFile(path: string): Promise<Uint8Array> {
  await using file = await open(path, 'r');
  const { size, ...stats } = await file.stat().then((found) => ({ size: found.size, isFile: found.isFile() }));
  if (!stats.isFile) throw new Refusal('is not a regular file');
  if (size > maximumDocumentBytes) throw tooLarge(size);
  return await file.readFile();
}

function describeReadError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'cannot be read: permission denied';
    case 'ELOOP':
    case 'ENOENT':
      return 'cannot be read: it leads nowhere, or vanished meanwhile';
    default:
      return `cannot be read (${code})`;
  }
}
