import { type ExportManifest } from '../../contracts/export-center/run.ts';
import { type BundleContents } from '../read-contents.ts';
import { EXPORT_MANIFEST } from '../bundle-layout.ts';
import { isObject, parseJson } from '../json.ts';
import { type Problem } from '../verdict.ts';

/** The parts of `export.json` that verification relies on. */
export type CheckedManifest = Pick<
  ExportManifest,
  'artifacts' | 'inputsHash' | 'rerunHash' | 'selectors' | 'policyVersion'
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
  if (isManifest(manifest)) return manifest;
  report({ path: EXPORT_MANIFEST, reason: 'malformed' });
  return undefined;
}

function isManifest(value: unknown): value is CheckedManifest {
  return (
    isObject(value) &&
    typeof value['inputsHash'] === 'string' &&
    typeof value['rerunHash'] === 'string' &&
    (typeof value['policyVersion'] === 'string' || value['policyVersion'] === null) &&
    isObject(value['selectors']) &&
    Array.isArray(value['artifacts']) &&
    value['artifacts'].every(isArtifact)
  );
}

function isArtifact(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['path'] === 'string' &&
    typeof value['sha256'] === 'string' &&
    Number.isSafeInteger(value['bytes']) &&
    Number.isSafeInteger(value['records'])
  );
}
