import { AppError } from '../../kernel/http/errors.ts';

/** What the client asked for, byte for byte as it came over the wire. */
export interface RequestTarget {
  readonly path: string;
  /** Without its question mark; empty where there is none. */
  readonly query: string;
}

const longestTarget = 8192;

/** Each line is a spelling by which two servers could read one target as two different paths. */
const refused: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^(?!\/)/, 'must begin with a slash'],
  [/[^\x21-\x7e]/, 'must be visible ASCII'],
  [/[\\#]/, 'must not hold a backslash or a fragment'],
  [/\/\//, 'must not hold an empty segment'],
  [/\/\.{1,2}(?:\/|$)/, 'must not hold dot segments'],
  [/;/, 'must not hold path parameters'],
  [/%(?![0-9a-f]{2})/i, 'must not hold a broken percent encoding'],
  [/%(?:[01][0-9a-f]|7f|2e|2f|5c|25|3b)/i, 'must not hide a separator, a dot, a percent sign or a control character'],
];

/**
 * Reads a raw request target (`request.url` of `node:http`), which must be in origin-form (RFC 9112, section 3.2.1).
 * What passes is forwarded unchanged, so the path that an upstream sees is the one that was checked here.
 * Throws `ERR_PATH`.
 */
export function parseRequestTarget(raw: string): RequestTarget {
  const mark = raw.indexOf('?');
  const path = mark === -1 ? raw : raw.slice(0, mark);
  const query = mark === -1 ? '' : raw.slice(mark + 1);
  if (raw.length > longestTarget) throw pathError(`must be at most ${longestTarget} characters long`);
  if (/[^\x21-\x7e]|#/.test(query)) throw pathError('must be visible ASCII, without a fragment');
  for (const [pattern, reason] of refused) if (pattern.test(path)) throw pathError(reason);
  if (path.includes('%') && !isText(path)) throw pathError('must be UTF-8, without control characters');
  return { path, query };
}

/** Overlong forms, as `%c0%af` for a slash, are no UTF-8; there are decoders that take them all the same. */
function isText(path: string): boolean {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(path));
  } catch {
    return false;
  }
}

function pathError(reason: string): AppError {
  return new AppError('ERR_PATH', `The path of the request ${reason}.`);
}
