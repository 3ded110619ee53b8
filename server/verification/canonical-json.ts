import { canonicalize } from '@sigstore/core/dist/json.js';

/**
 * Canonical JSON as RFC 8785 defines it: members sorted by UTF-16 code unit, ECMAScript numbers, no white space.
 *
 * The serialisation is `@sigstore/core`'s; its module is imported by file because the package's index needs Node's
 * crypto. What that function lets through although it has no canonical form (RFC 8785 section 3.2.2) is refused here: `undefined`,
 * numbers that are not finite, lone surrogates, instances of classes.
 *
 * @throws TypeError naming the JSON pointer of the value that has no canonical form.
 */
export function canonicalJson(value: unknown): string {
  refuseNonJson(value, '');
  return canonicalize(value);
}

/** Stands for the list while the document around it is serialised. */
const LIST_MARK = '\u0000list\u0000';
const PIECE_LENGTH = 64 * 1024;

/**
 * The canonical JSON of a document with one long list, in pieces, so that a list of a million items is never one text in memory.
 * `around` makes the document with its argument in the list's place.
 */
export async function* canonicalPieces(
  around: (list: string) => object,
  items: Iterable<unknown> | AsyncIterable<unknown>,
): AsyncGenerator<string> {
  const [head, tail, ...others] = canonicalJson(around(LIST_MARK)).split(JSON.stringify(LIST_MARK));
  if (head === undefined || tail === undefined || others.length > 0) throw new TypeError('The list must stand once');
  let piece = `${head}[`;
  let separator = '';
  for await (const item of items) {
    piece += separator + canonicalJson(item);
    separator = ',';
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}]${tail}`;
}

function refuseNonJson(value: unknown, pointer: string): void {
  switch (typeof value) {
    case 'boolean':
      return;
    case 'string':
      if (!value.isWellFormed()) throw noCanonicalForm('a lone surrogate', pointer);
      return;
    case 'number':
      if (!Number.isFinite(value)) throw noCanonicalForm(String(value), pointer);
      return;
    case 'object':
      if (value !== null) refuseNonJsonMembers(value, pointer);
      return;
    default:
      throw noCanonicalForm(`a value of type ${typeof value}`, pointer);
  }
}

function refuseNonJsonMembers(value: object, pointer: string): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) {
    throw noCanonicalForm('an instance of a class', pointer);
  }
  for (const [name, member] of Object.entries(value)) {
    if (!name.isWellFormed()) throw noCanonicalForm('a member name with a lone surrogate', pointer);
    refuseNonJson(member, `${pointer}/${name}`);
  }
}

function noCanonicalForm(what: string, pointer: string): TypeError {
  return new TypeError(`There is no canonical JSON for ${what} at ${pointer || '/'}`);
}
