import { asDigest } from '../bundle-hashes.ts';
import { isObject } from '../json.ts';
import { compareText } from '../compare-text.ts';
import { type LineRule, checkLines, reportUnreadable } from './check-lines.ts';
import { type FileToImport, type ImportCheck } from './import-check.ts';

/** A line of `data/raw/{advisories,vex}/*.jsonl.zst` (bundles.md, "Always": raw stays raw). */
export interface RawRecord {
  readonly id: string;
  readonly source: string;
  readonly sha256: string;
  readonly content: string;
}

/**
 * Reads raw records as an importer does: each line a record whose `sha256` is that of its `content`, in strict order of id,
 * source and digest; each SBOM a JSON document.
 */
export const rawRecordsCheck: ImportCheck = {
  covers: (path) =>
    /^data\/raw\/(?:(?:advisories|vex)\/[^/]+\.jsonl(?:\.zst|\.gz)?|sboms\/[^/]+\/sbom\.json)$/.test(path),
  check: (file) => (file.path.startsWith('data/raw/sboms/') ? checkSbom(file) : checkLines(file, rawRecord)),
};

const rawRecord: LineRule<RawRecord> = {
  faultOf: (value) =>
    isObject(value) && ['id', 'source', 'sha256', 'content'].every((name) => typeof value[name] === 'string')
      ? undefined
      : 'is not a record',
  nameOf: ({ id }) => id,
  compare: compareRawRecords,
  contentFaultOf: async ({ id, sha256, content }, file) =>
    (await digestOf(content, file)) === sha256 ? undefined : `${id} has another digest`,
};

async function checkSbom(file: FileToImport): Promise<number> {
  const pieces: string[] = [];
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of file.content) pieces.push(utf8.decode(piece, { stream: true }));
    pieces.push(utf8.decode());
    JSON.parse(pieces.join(''));
    return 1;
  } catch (error) {
    reportUnreadable(file, error);
    return 0;
  }
}

/** By id, then source, then digest, each by UTF-16 code unit: the order of records in every bundle. */
export function compareRawRecords(one: Omit<RawRecord, 'content'>, other: Omit<RawRecord, 'content'>): number {
  return (
    compareText(one.id, other.id) || compareText(one.source, other.source) || compareText(one.sha256, other.sha256)
  );
}

async function digestOf(content: string, { runtime }: FileToImport): Promise<string> {
  const hash = await runtime.createSha256();
  hash.update(new TextEncoder().encode(content));
  return asDigest(hash.digestHex());
}
