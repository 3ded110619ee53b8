import { createHash } from 'node:crypto';
import { scanJson } from './json-scan.ts';
import { Refusal } from './refusal.ts';

/** Above this a document is refused unread: 32 MiB. */
export const maximumDocumentBytes = 32 * 1024 * 1024;

export interface DocumentText {
  /** Exactly the bytes as text: encoding it again gives the same bytes. */
  content: string;
  /** `sha256:<hex>` over the original bytes. */
  sha256: string;
  bytes: number;
  json: unknown;
}

/** Reads a JSON document whose text survives storage unchanged. Throws `Refusal`. */
export function readDocumentText(bytes: Uint8Array): DocumentText {
  if (bytes.byteLength > maximumDocumentBytes) throw tooLarge(bytes.byteLength, maximumDocumentBytes);
  if (bytes.byteLength === 0) throw new Refusal('is empty');
  const content = decodeText(bytes);
  const fault = scanJson(content);
  const json = parseJson(content);
  if (fault) throw fault;
  return { content, sha256: sha256Of(bytes), bytes: bytes.byteLength, json };
}

/** Text that a column gives back unchanged. Throws `Refusal`. */
export function decodeText(bytes: Uint8Array): string {
  const content = decodeUtf8(bytes);
  // RFC 8259, section 8.1, forbids the mark, and readers that drop it silently (PGlite's) would change the text.
  if (content.startsWith('\uFEFF')) throw new Refusal('begins with a byte order mark; save it without');
  // PostgreSQL's text cannot hold U+0000, and no JSON document has one outside of an escape.
  if (content.includes('\0')) throw new Refusal('contains a NUL byte');
  return content;
}

export function tooLarge(bytes: number, maximumBytes: number): Refusal {
  const kibibytes = maximumBytes / 1024;
  const maximum = kibibytes < 1024 ? `${kibibytes} KiB` : `${kibibytes / 1024} MiB`;
  return new Refusal(`is larger than ${maximum} (${bytes} bytes)`);
}

/** `sha256:<hex>`. */
export function sha256Of(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    // `ignoreBOM` keeps a byte order mark in the text, against what its name suggests.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal('is not UTF-8');
  }
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    if (isJsonLines(content)) throw new Refusal('holds several documents, one a line (JSON Lines); give each a file');
    // The parser's message quotes the text; only the place is of use, and safe to show.
    const place = /at position \d+(?: \(line \d+ column \d+\))?/.exec(String(error))?.[0];
    throw new Refusal(place === undefined ? 'is not JSON' : `is not JSON: unexpected text ${place}`);
  }
}

/** Whether the first line is a whole document. */
function isJsonLines(content: string): boolean {
  try {
    return typeof JSON.parse(content.slice(0, content.indexOf('\n') + 1)) === 'object';
  } catch {
    return false;
  }
}
