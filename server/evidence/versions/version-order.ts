/** Longer ones are no versions; it also bounds what reading one may cost. */
export const MAXIMUM_VERSION_LENGTH = 256;

/** How an ecosystem orders its versions. */
export interface VersionOrder {
  /** A version made ready for comparing; undefined where the ecosystem cannot read the text. Never throws. */
  read(version: string): ReadVersion | undefined;
}

/** A version among those of the same order. */
export interface ReadVersion {
  /** Below 0 where this one comes before `other`, which the same order has read. A total order. */
  compare(other: ReadVersion): number;
}

/**
 * An order from a reader and a comparison. Versions that repeat are read once: an advisory's are met by many components,
 * and a component's by many advisories.
 */
export function createVersionOrder<Parsed>(
  parse: (version: string) => Parsed | undefined,
  compare: (one: Parsed, other: Parsed) => number,
): VersionOrder {
  class ParsedVersion implements ReadVersion {
    readonly #parsed: Parsed;

    constructor(parsed: Parsed) {
      this.#parsed = parsed;
    }

    compare(other: ReadVersion): number {
      if (!ParsedVersion.isOwn(other)) throw new TypeError('Versions of two orders cannot be compared');
      return compare(this.#parsed, other.#parsed);
    }

    static isOwn(version: ReadVersion): version is ParsedVersion {
      return #parsed in version;
    }
  }

  const known = new Map<string, ReadVersion | undefined>();
  return {
    read(version) {
      if (version.length > MAXIMUM_VERSION_LENGTH) return undefined;
      if (known.has(version)) return known.get(version);
      if (known.size >= REMEMBERED_VERSIONS) known.clear();
      const parsed = parse(version);
      const read = parsed === undefined ? undefined : new ParsedVersion(parsed);
      known.set(version, read);
      return read;
    },
  };
}

const REMEMBERED_VERSIONS = 20_000;
