import { comparedName, packageKey } from '../matching/package-key.ts';
import { readPurl, renamedPurl } from '../normalise/package-url.ts';

/** What a VEX statement, an ignore or an SBOM calls a product or a component. */
export interface ProductName {
  /** The same for all ways to write the product; without the version. */
  readonly key: string;
  /** Null stands for all versions. */
  readonly version: string | null;
}

/** A purl (qualifiers and subpath do not count), or `name@version` of a subject; any other text is a name without a version. */
export function productName(text: string): ProductName {
  const purl = readPurl(text);
  if (purl) {
    const key = purl.ecosystem === undefined ? `pkg:${purl.type}\0${purl.name}` : packageKey(purl.ecosystem, purl.name);
    return { key, version: purl.version === undefined ? null : plainVersion(purl.version) };
  }
  const at = text.lastIndexOf('@');
  // The first character is the `@` of a scope.
  if (at < 1 || at === text.length - 1) return { key: `\0${text}`, version: null };
  return { key: `\0${text.slice(0, at)}`, version: plainVersion(text.slice(at + 1)) };
}

/** Whether what is said of `named` holds for `actual`, which is one version. */
export function isSameProduct(named: ProductName, actual: ProductName): boolean {
  return named.key === actual.key && (named.version === null || named.version === actual.version);
}

/** Go's versions bear a `v` in purls, and some tools leave it out. */
export function plainVersion(version: string): string {
  return version.replace(/^v(?=\d)/, '');
}

/**
 * One text for all ways to write a product: of a purl without qualifiers and subpath, its name as the ecosystem compares
 * names; any other text as it is.
 */
export function canonicalProduct(text: string): string {
  const purl = readPurl(text);
  if (purl === undefined) return text;
  return purl.ecosystem === undefined ? purl.purl : renamedPurl(purl, comparedName(purl.ecosystem, purl.name));
}
