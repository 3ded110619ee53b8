import type { ByteRange } from '../objects/object-store.ts';

/** A request, as far as it matters here: Express's, or one of `node:http` with its headers. */
export interface HeaderSource {
  get(header: string): string | undefined;
}

/**
 * The one byte range that a request asks for (RFC 9110 section 14). Undefined stands for the whole file: no Range, one
 * that is not understood, several ranges, or an If-Range that names another file.
 */
export function requestedRange(
  request: HeaderSource,
  bytes: number,
  etag: string,
): ByteRange | 'unsatisfiable' | undefined {
  const given = request.get('range');
  if (given === undefined) return undefined;
  const ifRange = request.get('if-range');
  if (ifRange !== undefined && ifRange !== etag) return undefined;
  const match = /^bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))$/.exec(given);
  if (!match) return undefined;
  const [, first, last, suffix] = match;
  if (suffix !== undefined) return suffixRange(Number(suffix), bytes);
  const start = Number(first);
  const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  // An end before the start makes the header invalid, which is to be ignored.
  if (last !== '' && Number(last) < start) return undefined;
  return start < bytes ? { start, end } : 'unsatisfiable';
}

function suffixRange(length: number, bytes: number): ByteRange | 'unsatisfiable' {
  if (length === 0 || bytes === 0) return 'unsatisfiable';
  return { start: Math.max(0, bytes - length), end: bytes - 1 };
}
