import { type EvidenceKind, evidenceKinds } from '../../contracts/export-center/kinds.ts';
import { isObject, parseJson } from '../json.ts';

/** Where things lie in a `mirror:delta` (mirror-bundles.md, section 3; docs/adr/delta-carries-raw-records.md). */
export const CHANGED_ROOT = 'delta/changed/';
/** What the files of SBOMs below `delta/changed/` do not tell: `{"id","path","sha256","source","subject"}` a line. */
export const CHANGED_SBOMS = 'delta/changed/sboms.jsonl';
export const DELTA_DESCRIPTION = 'delta/manifest.diff.json';

/** Lines `{"id","source"}`, of SBOMs `{"id","source","subject"}`: the documents that are gone. */
export function removedListOf(kind: EvidenceKind): string {
  return `delta/removed/${kind}.jsonl`;
}

type CountsByKind = Readonly<Record<EvidenceKind, number>>;

/** `delta/manifest.diff.json`. */
export interface DeltaDescription {
  /** Null where the baseline is reset. */
  readonly baseExportId: string | null;
  /** `sha256:<hex>` of the base's `export.json`. */
  readonly baseManifestDigest: string | null;
  /** The bundle carries everything, and an importer drops what it held. */
  readonly resetBaseline: boolean;
  readonly added: CountsByKind;
  readonly changed: CountsByKind;
  readonly removed: CountsByKind;
  /** State digest (state-digest.ts) of what the delta is applied to, and of what it makes of that. */
  readonly baseStateDigest: string;
  readonly stateDigest: string;
}

/** The description, parsed; undefined for bytes that are none. */
export function parseDeltaDescription(document: Uint8Array): DeltaDescription | undefined {
  const value = parseJson(document);
  return isDeltaDescription(value) ? value : undefined;
}

function isDeltaDescription(value: unknown): value is DeltaDescription {
  return (
    isObject(value) &&
    typeof value['resetBaseline'] === 'boolean' &&
    ['baseExportId', 'baseManifestDigest'].every((name) => value[name] === null || typeof value[name] === 'string') &&
    ['baseStateDigest', 'stateDigest'].every((name) => typeof value[name] === 'string') &&
    ['added', 'changed', 'removed'].every((name) => isCounts(value[name]))
  );
}

function isCounts(value: unknown): boolean {
  return isObject(value) && evidenceKinds.every((kind) => Number.isSafeInteger(value[kind]));
}
