import { ByteSource } from '../archive/byte-source.ts';
import { DamagedStreamError, codecOfFileName } from '../runtime.ts';
import { type FileToImport } from './import-check.ts';

/** No single document of the sources is near this; a longer line is refused before it fills the memory. */
const LINE_LIMIT_BYTES = 256 * 1024 * 1024;
/** One file with thousands of bad records is one finding, not thousands. */
const REPORTED_PER_FILE = 10;

const wholeLine = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What the records of a file of lines have to be. */
export interface LineRule<LineRecord> {
  /** Why a line's value is no such record, as in `is not a record`; undefined where it is one. */
  faultOf(value: unknown): string | undefined;
  /** What a fault is told with. */
  nameOf(record: LineRecord): string;
  /** Each record comes strictly after the one before. */
  compare(one: LineRecord, other: LineRecord): number;
  /** What is wrong with a record that has the right form. */
  readonly contentFaultOf?: (record: LineRecord, file: FileToImport) => Promise<string | undefined>;
}

/** Reads a file of lines, compressed or not, to its end; reports what breaks the rule, and answers how many lines there were. */
export async function checkLines<LineRecord>(file: FileToImport, rule: LineRule<LineRecord>): Promise<number> {
  const codec = codecOfFileName(file.path);
  const lines = new ByteSource(codec ? file.runtime.decompress(codec, file.content) : file.content);
  let count = 0;
  let refused = 0;
  let previous: LineRecord | undefined;
  const refuse = (actual: string) => {
    refused += 1;
    if (refused > REPORTED_PER_FILE) return;
    file.report({ path: file.path, reason: 'invalid-record', actual: `line ${count}: ${actual}` });
  };
  try {
    for (let line = await lines.readLine(LINE_LIMIT_BYTES); line; line = await lines.readLine(LINE_LIMIT_BYTES)) {
      count += 1;
      const value = parseLine(line);
      const fault = rule.faultOf(value);
      if (fault !== undefined) {
        refuse(fault);
        continue;
      }
      const record = value as LineRecord;
      const contentFault = await rule.contentFaultOf?.(record, file);
      if (contentFault !== undefined) refuse(contentFault);
      if (previous && rule.compare(previous, record) >= 0) refuse(`${rule.nameOf(record)} is out of order`);
      previous = record;
    }
  } catch (error) {
    reportUnreadable(file, error);
  }
  return count;
}

/** A file that breaks the format is a finding; a disk or network that fails is the caller's affair. */
export function reportUnreadable(file: FileToImport, error: unknown): void {
  if (error instanceof DamagedStreamError) {
    file.report({ path: file.path, reason: 'damaged-archive', actual: error.message });
  } else if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) {
    file.report({ path: file.path, reason: 'malformed', actual: error.message });
  } else {
    throw error;
  }
}

function parseLine(line: Uint8Array): unknown {
  try {
    return JSON.parse(wholeLine.decode(line));
  } catch {
    return undefined;
  }
}
