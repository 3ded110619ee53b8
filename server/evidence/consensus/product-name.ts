import { comparedName, packageKey } from '../matching/package-key.ts';
import { readPurl, renamedPurl } from '../normalise/package-url.ts';
import { plainVersion } from '../versions/plain-version.ts';

/** What a VEX statement, an ignore or an SBOM calls a product or a component. */
export interface ProductName {
  /** The same for all ways to write the product; without the version. */
  readonly key: string;
  /** Null stands for all versions. */
  readonly version: string | null;
  /** Of a purl that no ecosystem names, as that of an image; null stands for all places. */
  readonly repository: string | null;
}

/** A purl (qualifiers but the repository and the subpath do not count), or `name@version` of a subject; any other text is a name without a version. */
export function productName(text: string): ProductName {
  const purl = readPurl(text);
  if (purl) {
    const key = purl.ecosystem === undefined ? `pkg:${purl.type}\0${purl.name}` : packageKey(purl.ecosystem, purl.name);
    const version = purl.version === undefined ? null : plainVersion(purl.version);
    return { key, version, repository: purl.repository ?? null };
  }
  const at = text.lastIndexOf('@');
  // The first character is the `@` of a scope.
  if (at < 1 || at === text.length - 1) return { key: `\0${text}`, version: null, repository: null };
  return { key: `\0${text.slice(0, at)}`, version: plainVersion(text.slice(at + 1)), repository: null };
}

/** Whether what is said of `named` holds for `actual`, which is one version. */
export function isSameProduct(named: ProductName, actual: ProductName): boolean {
  if (named.key !== actual.key) return false;
  if (named.version !== null && named.version !== actual.version) return false;
  // A digest names the same image wherever it lies.
  return named.repository === null || named.repository === actual.repository || isDigest(named.version);
}

function isDigest(version: string | null): boolean {
  return version !== null && /^[a-z0-9]+:[0-9a-f]{32,}$/.test(version);
}

/**
 * One text for all ways to write a product: of a purl without subpath and qualifiers but the repository, its name as the ecosystem compares
 * names; any other text as it is.
 */
export function canonicalProduct(text: string): string {
  const purl = readPurl(text);
  if (purl === undefined) return text;
  return purl.ecosystem === undefined ? purl.purl : renamedPurl(purl, comparedName(purl.ecosystem, purl.name));
}
