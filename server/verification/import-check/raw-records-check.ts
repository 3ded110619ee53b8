import { ByteSource } from '../archive/byte-source.ts';
import { asDigest } from '../bundle-hashes.ts';
import { DamagedStreamError, codecOfFileName } from '../runtime.ts';
import { type FileToImport, type ImportCheck } from './import-check.ts';

/** No single document of the sources is near this; a longer line is refused before it fills the memory. */
const LINE_LIMIT_BYTES = 256 * 1024 * 1024;
/** One file with thousands of bad records is one finding, not thousands. */
const REPORTED_PER_FILE = 10;

const wholeLine = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

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
  check: (file) => (file.path.startsWith('data/raw/sboms/') ? checkSbom(file) : checkRecords(file)),
};

async function checkRecords(file: FileToImport): Promise<number> {
  const codec = codecOfFileName(file.path);
  const lines = new ByteSource(codec ? file.runtime.decompress(codec, file.content) : file.content);
  let count = 0;
  let refused = 0;
  let previous: RawRecord | undefined;
  const refuse = (line: number, actual: string) => {
    refused += 1;
    if (refused <= REPORTED_PER_FILE) {
      file.report({ path: file.path, reason: 'invalid-record', actual: `line ${line}: ${actual}` });
    }
  };
  try {
    for (let line = await lines.readLine(LINE_LIMIT_BYTES); line; line = await lines.readLine(LINE_LIMIT_BYTES)) {
      count += 1;
      const record = parseRecord(line);
      if (!record) {
        refuse(count, 'is not a record');
        continue;
      }
      if ((await digestOf(record.content, file)) !== record.sha256) refuse(count, `${record.id} has another digest`);
      if (previous && compareRawRecords(previous, record) >= 0) refuse(count, `${record.id} is out of order`);
      previous = record;
    }
  } catch (error) {
    reportUnreadable(file, error);
  }
  return count;
}

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
  return compare(one.id, other.id) || compare(one.source, other.source) || compare(one.sha256, other.sha256);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function parseRecord(line: Uint8Array): RawRecord | undefined {
  try {
    const value: unknown = JSON.parse(wholeLine.decode(line));
    return isRawRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRawRecord(value: unknown): value is RawRecord {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  return ['id', 'source', 'sha256', 'content'].every((name) => typeof fields[name] === 'string');
}

async function digestOf(content: string, { runtime }: FileToImport): Promise<string> {
  const hash = await runtime.createSha256();
  hash.update(new TextEncoder().encode(content));
  return asDigest(hash.digestHex());
}

/** A file that breaks the format is a finding; a disk or network that fails is the caller's affair. */
function reportUnreadable(file: FileToImport, error: unknown): void {
  if (error instanceof DamagedStreamError) {
    file.report({ path: file.path, reason: 'damaged-archive', actual: error.message });
  } else if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) {
    file.report({ path: file.path, reason: 'malformed', actual: error.message });
  } else {
    throw error;
  }
}
