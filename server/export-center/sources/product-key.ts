import {
  baseEcosystem,
  ecosystemOfPurl as ecosystemOfPurlType,
  purlTypeOf,
} from '../../evidence/normalise/ecosystem.ts';

/**
 * Product keys: what a profile's `products` selector is compared with. A key is a purl without qualifiers and subpath,
 * percent-decoded, in lower case, since tools disagree on case and escapes (`%40scope`, `github.com/ProtonMail`); or
 * any other name of a product, in lower case.
 */

/** Types of distributions, of which a selector names all releases and vendors together. */
const ecosystemOfDistribution = new Map([
  ['apk', 'Alpine'],
  ['deb', 'Debian'],
]);

const typeOfDistribution = new Map([...ecosystemOfDistribution].map(([type, name]) => [name.toLowerCase(), type]));

export function productKey(name: string): string {
  if (!isPurl(name)) return name.toLowerCase();
  return percentDecoded(name.replace(/[?#].*$/s, '')).toLowerCase();
}

/** The key of the package, whatever its version: `pkg:npm/@scope/name@1.0.0` → `pkg:npm/@scope/name`. */
export function withoutVersion(key: string): string {
  const at = key.lastIndexOf('@');
  return isPurl(key) && at > key.lastIndexOf('/') ? key.slice(0, at) : key;
}

/** The key of a package that an advisory names by ecosystem and name alone. */
export function productKeyOfPackage(ecosystem: string, name: string): string {
  const type = purlTypeOf(ecosystem) ?? typeOfDistribution.get(baseEcosystem(ecosystem).toLowerCase());
  if (type === undefined) return name.toLowerCase();
  return `pkg:${type}/${packagePath(type, name).toLowerCase()}`;
}

/** The keys of an ecosystem: `Debian:12` is selected as such and as `Debian`. */
export function ecosystemKeys(ecosystem: string): string[] {
  return [...new Set([ecosystem.toLowerCase(), baseEcosystem(ecosystem).toLowerCase()])];
}

/** The ecosystem that a purl's type stands for; undefined for types without one, as `oci`, and for other names. */
export function ecosystemOfPurl(name: string): string | undefined {
  const type = /^pkg:\/*(?<type>[a-z0-9.+-]+)\//i.exec(name)?.groups?.['type'];
  return type === undefined ? undefined : ecosystemOfType(type.toLowerCase());
}

function isPurl(name: string): boolean {
  return /^pkg:/i.test(name);
}

function ecosystemOfType(type: string): string | undefined {
  return ecosystemOfPurlType(type, undefined) ?? ecosystemOfDistribution.get(type);
}

function packagePath(type: string, name: string): string {
  if (type === 'maven') return name.replace(':', '/');
  // PEP 503: runs of `-`, `_` and `.` are one hyphen.
  if (type === 'pypi') return name.replace(/[-_.]+/g, '-');
  return name;
}

/** What cannot be decoded, or only to what no column can hold (`%00`), stays as it is written. */
function percentDecoded(text: string): string {
  try {
    const decoded = decodeURIComponent(text);
    return /\p{Cc}/u.test(decoded) ? text : decoded;
  } catch {
    return text;
  }
}
