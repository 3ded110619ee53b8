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
