import { constants, type Dirent } from 'node:fs';
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { evidenceKinds, type EvidenceKind } from '../../contracts/export-center/kinds.ts';
import { MAXIMUM_POLICY_BYTES } from '../../evidence/policy/policy-yaml.ts';
import { maximumDocumentBytes, tooLarge } from './document-text.ts';
import { Refusal } from './refusal.ts';
import { policyPath, recognisePolicy, type FoundPolicy } from './import-policy.ts';

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

/** Why a folder as a whole cannot be imported, in words for people. What the tenant holds stays as it is. */
export class FolderError extends Error {
  override readonly name = 'FolderError';
}

/**
 * Every file below `advisories`, `sboms` and `vex` of a tenant's folder, subfolders included, in the order of their
 * names; dot files are passed over. A file that is no evidence is given too, and refuses to be read.
 *
 * Throws `FolderError` for a folder that cannot be listed: going on would take everything in it for vanished.
 */
export async function* walkTenantFolder(tenantFolder: string): AsyncGenerator<EvidenceFile> {
  const root = await realpath(tenantFolder);
  const { dev, ino } = await stat(root);
  for (const entry of await sortedEntries(root, '')) {
    const kind = evidenceKinds.find((name) => name === entry.name);
    if (kind !== undefined && entry.isDirectory()) yield* walk(root, kind, kind);
    else if (kind !== undefined) yield refused(entry.name, 'is not a folder');
    else if (entry.isDirectory()) yield refused(entry.name, `is none of the folders ${evidenceKinds.join(', ')}`);
    else if (entry.name === 'policy.yml') yield refused(entry.name, `is not read; the policy is ${policyPath}`);
  }
  const after = await stat(root).catch(() => undefined);
  if (after?.dev !== dev || after.ino !== ino) throw new FolderError('The folder was moved away during the import.');
}

/** The tenant's `policy.yaml`. */
export async function readTenantPolicy(tenantFolder: string): Promise<FoundPolicy> {
  const root = await realpath(tenantFolder);
  const found = await lstat(join(root, policyPath)).catch(() => undefined);
  if (!found) return null;
  try {
    return recognisePolicy(await readFileWithin(root, policyPath, found, MAXIMUM_POLICY_BYTES));
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message };
    throw error;
  }
}

async function* walk(root: string, kind: EvidenceKind, source: string): AsyncGenerator<EvidenceFile> {
  for (const entry of await sortedEntries(root, source)) {
    const path = `${source}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, kind, path);
    else yield { path, kind, source, read: () => readEvidence(root, path, entry) };
  }
}

async function sortedEntries(root: string, folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(join(root, folder), { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith('.')).sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch (error) {
    throw new FolderError(`${folder || 'The folder'} cannot be listed: ${describeReadError(error)}.`, { cause: error });
  }
}

function refused(name: string, reason: string): EvidenceFile {
  return { path: name, kind: 'advisories', source: name, read: () => Promise.reject(new Refusal(reason)) };
}

async function readEvidence(root: string, path: string, entry: Dirent): Promise<Uint8Array> {
  if (!path.endsWith('.json')) throw new Refusal('is not a .json file');
  return await readFileWithin(root, path, entry, maximumDocumentBytes);
}

async function readFileWithin(
  root: string,
  path: string,
  entry: Pick<Dirent, 'isFile' | 'isSymbolicLink'>,
  maximumBytes: number,
): Promise<Uint8Array> {
  if (!entry.isSymbolicLink() && !entry.isFile()) throw new Refusal('is not a regular file');
  try {
    const file = entry.isSymbolicLink() ? await resolveWithin(root, path) : join(root, path);
    return await readRegularFile(file, maximumBytes);
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(`cannot be read: ${describeReadError(error)}`);
  }
}

/** A link may point to a file of the same tenant (mounted volumes are made of such links), never out of its folder. */
async function resolveWithin(root: string, path: string): Promise<string> {
  const target = await realpath(join(root, path));
  if (!target.startsWith(root + sep)) throw new Refusal('is a link that leads out of the evidence folder');
  return target;
}

async function readRegularFile(path: string, maximumBytes: number): Promise<Uint8Array> {
  // Without O_NONBLOCK, opening a FIFO waits for a writer for ever.
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const found = await file.stat();
  if (!found.isFile()) throw new Refusal('is not a regular file');
  if (found.size > maximumBytes) throw tooLarge(found.size, maximumBytes);
  return await file.readFile();
}

function describeReadError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ELOOP':
    case 'ENOENT':
      return 'it leads nowhere, or vanished meanwhile';
    default:
      return code;
  }
}
