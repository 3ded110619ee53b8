import { createHash } from 'node:crypto';

/** Above this a document is refused unread: 32 MiB. */
export const maximumDocumentBytes = 32 * 1024 * 1024;

/** Real documents nest about ten levels; whoever walks a document later may do so recursively. */
export const maximumNesting = 128;

/** Why a document was not taken in, in words that follow "The document …". */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

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
  const content = decodeText(bytes);
  if (isNestedDeeperThan(content, maximumNesting)) throw new Refusal(`is nested deeper than ${maximumNesting} levels`);
  return { content, sha256: sha256Of(bytes), bytes: bytes.byteLength, json: parseJson(content) };
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
    // The parser's message quotes the text; only the place is of use, and safe to show.
    const place = /at position \d+(?: \(line \d+ column \d+\))?/.exec(String(error))?.[0];
    throw new Refusal(place === undefined ? 'is not JSON' : `is not JSON: unexpected text ${place}`);
  }
}

/** Counts brackets outside of strings, before anything parses the text. */
function isNestedDeeperThan(content: string, limit: number): boolean {
  let depth = 0;
  for (let index = 0; index < content.length; index++) {
    switch (content.charCodeAt(index)) {
      case 0x22 /* " */:
        index = endOfString(content, index);
        break;
      case 0x5b /* [ */:
      case 0x7b /* { */:
        if (++depth > limit) return true;
        break;
      case 0x5d /* ] */:
      case 0x7d /* } */:
        depth--;
        break;
    }
  }
  return false;
}

/** Index of the quote that closes the string opened at `start`; the end of the text if none does. */
function endOfString(content: string, start: number): number {
  for (let index = start + 1; index < content.length; index++) {
    const code = content.charCodeAt(index);
    if (code === 0x5c /* \ */) index++;
    else if (code === 0x22 /* " */) return index;
  }
  return content.length;
}
