import { type ExportManifest } from '../../contracts/export-center/run.ts';
import { type BundleContents } from '../read-contents.ts';
import { EXPORT_MANIFEST } from '../bundle-layout.ts';
import { isObject, parseJson } from '../json.ts';
import { type Problem } from '../verdict.ts';

/** The parts of `export.json` that verification relies on. */
export type CheckedManifest = Pick<
  ExportManifest,
  | 'profile'
  | 'artifacts'
  | 'counts'
  | 'documents'
  | 'encryption'
  | 'inputsHash'
  | 'rerunHash'
  | 'selectors'
  | 'policyVersion'
>;

/** `export.json`, parsed; undefined, and reported, when it is not there or not one. */
export function readManifest(
  contents: BundleContents,
  report: (problem: Problem) => void,
): CheckedManifest | undefined {
  const document = contents.documents.get(EXPORT_MANIFEST);
  // A missing file is reported with the others.
  if (!document) return undefined;
  const manifest = parseJson(document);
  // Bundles of before there were other kinds than `json:raw` have no such list.
  if (isObject(manifest)) manifest['documents'] ??= [];
  if (isManifest(manifest)) return manifest;
  report({ path: EXPORT_MANIFEST, reason: 'malformed' });
  return undefined;
}

function isManifest(value: unknown): value is CheckedManifest {
  return (
    isObject(value) &&
    isProfile(value['profile']) &&
    typeof value['inputsHash'] === 'string' &&
    typeof value['rerunHash'] === 'string' &&
    (typeof value['policyVersion'] === 'string' || value['policyVersion'] === null) &&
    isObject(value['selectors']) &&
    isObject(value['counts']) &&
    Number.isSafeInteger(value['counts']['policyEvaluations']) &&
    Array.isArray(value['artifacts']) &&
    value['artifacts'].every(isArtifact) &&
    Array.isArray(value['documents']) &&
    value['documents'].every(isFile) &&
    (value['encryption'] === null || isEncryption(value['encryption']))
  );
}

function isProfile(value: unknown): boolean {
  return isObject(value) && typeof value['kind'] === 'string' && typeof value['variant'] === 'string';
}

function isArtifact(value: unknown): boolean {
  return (
    isFile(value) &&
    Number.isSafeInteger(value['records']) &&
    (value['plainSha256'] === undefined || typeof value['plainSha256'] === 'string')
  );
}

function isFile(value: unknown): value is Record<string, unknown> {
  return (
    isObject(value) &&
    typeof value['path'] === 'string' &&
    typeof value['sha256'] === 'string' &&
    Number.isSafeInteger(value['bytes'])
  );
}

function isEncryption(value: unknown): boolean {
  return (
    isObject(value) &&
    (value['mode'] === 'age' || value['mode'] === 'aes-gcm') &&
    typeof value['strict'] === 'boolean' &&
    Array.isArray(value['encryptedPaths']) &&
    value['encryptedPaths'].every((path) => typeof path === 'string')
  );
}
