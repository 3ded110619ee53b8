import { canonicalize } from '@sigstore/core/dist/json.js';

/**
 * Canonical JSON as RFC 8785 defines it: members sorted by UTF-16 code unit, ECMAScript numbers, no white space.
 *
 * The serialisation is `@sigstore/core`'s; its module is imported by file because the package's index needs Node's
 * crypto. What that function lets through although RFC 8785 section 3.2.2 forbids it is refused here: numbers that are not
 * finite, lone surrogates, and values that JSON does not have. A member that is `undefined` is absent, as in JSON.
 *
 * @throws TypeError naming the JSON pointer of the value that has no canonical form.
 */
export function canonicalJson(value: unknown): string {
  return canonicalize(asJson(value, ''));
}

function asJson(value: unknown, pointer: string): unknown {
  switch (typeof value) {
    case 'string':
      return asWellFormed(value, pointer);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`No canonical JSON for ${value} at ${pointer || '/'}`);
      return value;
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return value.map((item, index) => asJson(item, `${pointer}/${index}`));
      return asJsonObject(value, pointer);
    default:
      throw new TypeError(`No canonical JSON for a value of type ${typeof value} at ${pointer || '/'}`);
  }
}

function asJsonObject(value: object, pointer: string): object {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`No canonical JSON for an instance of a class at ${pointer || '/'}`);
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => [asWellFormed(name, pointer), asJson(member, `${pointer}/${name}`)] as const);
  // A null prototype, so that a member called `__proto__` stays a member.
  return Object.assign(Object.create(null) as object, Object.fromEntries(members));
}

function asWellFormed(text: string, pointer: string): string {
  if (!text.isWellFormed()) throw new TypeError(`No canonical JSON for a lone surrogate at ${pointer || '/'}`);
  return text;
}
