import { PackageURL } from 'packageurl-js';
import { ecosystemOfPurl, purlTypeOf } from './ecosystem.ts';

/** Longer ones are nobody's: the import refuses advisories and SBOMs with them too. */
const maximumLength = 2048;

/**
 * A package as a purl names it, without qualifiers and subpath. Only the repository of what no ecosystem names is kept: images of
 * the same name in two registries are two images.
 */
export interface NamedPackage {
  readonly type: string;
  /** Undefined for types that no advisory database names. */
  readonly ecosystem: string | undefined;
  /** As the ecosystem writes it: `@scope/name`, `group:artifact`, `github.com/Owner/module/v2`. */
  readonly name: string;
  readonly version: string | undefined;
  /** Its qualifier `repository_url`, in lower case and without a scheme; undefined for types of ecosystems. */
  readonly repository: string | undefined;
  /** Canonical, with the version and the repository where there are any. */
  readonly purl: string;
}

/** Undefined where the text is no purl. */
export function readPurl(text: string): NamedPackage | undefined {
  if (text.length > maximumLength || !/^pkg:/i.test(text)) return undefined;
  try {
    const [type, namespace, name, version, qualifiers] = PackageURL.parseString(text);
    if (!type || !name) return undefined;
    const path = [namespace, name].filter(Boolean).join('/');
    return namedPackage(type.toLowerCase(), path, version ?? undefined, repositoryOf(qualifiers));
  } catch {
    return undefined;
  }
}

/** The purl of a package that an advisory names; undefined for ecosystems of distributions and for names that have none. */
export function purlOfPackage(ecosystem: string, name: string): string | undefined {
  const type = purlTypeOf(ecosystem);
  if (type === undefined || name.length > maximumLength) return undefined;
  try {
    return namedPackage(type, pathOf(type, name), undefined).purl;
  } catch {
    return undefined;
  }
}

/** The same purl with another name of the package, written as the ecosystem does. */
export function renamedPurl({ type, version, purl, name }: NamedPackage, newName: string): string {
  if (newName === name || isOfDistribution(type)) return purl;
  return namedPackage(type, pathOf(type, newName), version).purl;
}

/** Namespace and name of a package as its ecosystem writes them; OSV names those of Swift by the URL of their repository. */
function pathOf(type: string, name: string): string {
  if (type === 'maven') return name.replace(':', '/');
  return type === 'swift' ? name.replace(/^https?:\/\//, '').replace(/\.git$/, '') : name;
}

/** One version of what a name stands for: of a purl, whose qualifiers do not count, or of any other name. */
export function versionedName(name: string, version: string): string {
  const isPurl = name.startsWith('pkg:');
  const bare = isPurl ? name.replace(/[?#].*$/s, '') : name;
  const at = bare.lastIndexOf('@');
  const unversioned = at > Math.max(0, bare.lastIndexOf('/')) ? bare.slice(0, at) : bare;
  return `${unversioned}@${isPurl ? encodeURIComponent(version) : version}`;
}

function repositoryOf(qualifiers: unknown): string | undefined {
  const url = qualifiers instanceof URLSearchParams ? qualifiers.get('repository_url') : undefined;
  const repository = url?.toLowerCase().replace(/^https?:\/\/|\/+$/g, '');
  return repository === '' ? undefined : repository;
}

/** Tools disagree on whether the slash of a scope is escaped, so namespace and name are split here. */
function namedPackage(type: string, path: string, version: string | undefined, repository?: string): NamedPackage {
  const slash = path.lastIndexOf('/');
  const namespace = slash === -1 ? undefined : path.slice(0, slash);
  const name = path.slice(slash + 1);
  const ecosystem = ecosystemOfPurl(type, namespace);
  const kept = ecosystem === undefined ? repository : undefined;
  const purl = packageUrl(type, namespace, name, version);
  if (kept !== undefined) purl.qualifiers = { repository_url: kept };
  const full = [purl.namespace, purl.name].filter(Boolean).join(type === 'maven' ? ':' : '/');
  return {
    type,
    ecosystem,
    name: isOfDistribution(type) ? purl.name : full,
    version,
    repository: kept,
    purl: purl.toString().toWellFormed(),
  };
}

/**
 * Go's purls may only have versions that Go knows, and yet SBOMs have `(devel)` and `v1.0`; those of Swift and R must have one, and
 * yet VEX speaks of all of them: the package is known all the same.
 */
function packageUrl(
  type: string,
  namespace: string | undefined,
  name: string,
  version: string | undefined,
): PackageURL {
  try {
    return new PackageURL(type, namespace, name, version, undefined, undefined);
  } catch {
    const purl = new PackageURL(type, namespace, name, 'v0.0.0', undefined, undefined);
    purl.version = version;
    return purl;
  }
}

/** Their namespace is the distribution, which the ecosystem names already. */
function isOfDistribution(type: string): boolean {
  return type === 'deb' || type === 'apk' || type === 'rpm';
}
