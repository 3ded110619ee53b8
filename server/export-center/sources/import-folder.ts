import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { evidenceKinds, type EvidenceKind } from '../../contracts/export-center/kinds.ts';
import { MAXIMUM_POLICY_BYTES } from '../../evidence/policy/policy-yaml.ts';
import type { EvidenceContent, EvidenceFile } from './evidence-file.ts';
import { policyPath, recognisePolicy, type FoundPolicy } from './import-policy.ts';
import { describeReadError, readContent } from './read-content.ts';
import { refusedBy } from './refusal.ts';

export type { EvidenceFile } from './evidence-file.ts';

/** Why a folder as a whole cannot be imported, in words for people. What the tenant holds stays as it is. */
export class FolderError extends Error {
  override readonly name = 'FolderError';
}

/**
 * Every file below `advisories`, `sboms` and `vex` of a tenant's folder, subfolders included, in the order of their
 * names; dot files are passed over. A file that is no evidence, and a folder that cannot be listed, are given too, with
 * the reason in place of their content.
 *
 * Throws `FolderError` where the tenant's own folder cannot be listed: going on would take everything for vanished.
 */
export async function* walkTenantFolder(tenantFolder: string): AsyncGenerator<EvidenceFile> {
  const { root, dev, ino } = await openFolder(tenantFolder);
  for (const entry of await sortedEntries(root)) {
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
  try {
    const root = await realpath(tenantFolder);
    const found = await lstat(join(root, policyPath));
    return recognisePolicy(readContent(contentOf(root, policyPath, found), MAXIMUM_POLICY_BYTES));
  } catch (error) {
    if (isAbsent(error)) return null;
    return error instanceof Error && 'code' in error
      ? { refused: `cannot be read: ${describeReadError(error)}` }
      : refusedBy(error);
  }
}

async function openFolder(tenantFolder: string): Promise<{ root: string; dev: number; ino: number }> {
  try {
    const root = await realpath(tenantFolder);
    const { dev, ino } = await stat(root);
    return { root, dev, ino };
  } catch (error) {
    throw cannotBeListed(error);
  }
}

async function* walk(root: string, kind: EvidenceKind, source: string): AsyncGenerator<EvidenceFile> {
  let entries: Dirent[];
  try {
    entries = await namedEntries(join(root, source));
  } catch (error) {
    yield { ...refused(source, `cannot be listed: ${describeReadError(error)}`, true), kind };
    return;
  }
  for (const entry of entries) {
    const path = `${source}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, kind, path);
    else yield { path, kind, source, content: evidenceContent(root, path, entry) };
  }
}

async function sortedEntries(root: string): Promise<Dirent[]> {
  try {
    return await namedEntries(root);
  } catch (error) {
    throw cannotBeListed(error);
  }
}

async function namedEntries(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter(({ name }) => !name.startsWith('.')).sort((left, right) => (left.name < right.name ? -1 : 1));
}

function cannotBeListed(error: unknown): FolderError {
  return new FolderError(`The folder cannot be listed: ${describeReadError(error)}.`, { cause: error });
}

function refused(path: string, reason: string, isUnreadable = false): EvidenceFile {
  return { path, kind: 'advisories', source: path, content: { refused: reason, isUnreadable } };
}

function evidenceContent(root: string, path: string, entry: Dirent): EvidenceContent {
  return path.endsWith('.json') ? contentOf(root, path, entry) : { refused: 'is not a .json file' };
}

function contentOf(root: string, path: string, entry: Pick<Dirent, 'isFile' | 'isSymbolicLink'>): EvidenceContent {
  const isLink = entry.isSymbolicLink();
  if (!isLink && !entry.isFile()) return { refused: 'is not a regular file' };
  return { file: join(root, path), within: root, isLink };
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
