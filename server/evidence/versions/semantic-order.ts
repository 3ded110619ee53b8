import { type SemVer, parse } from 'semver';
import { createVersionOrder } from './version-order.ts';

/**
 * Semantic versions (https://semver.org, section 11), as OSV's ranges of type SEMVER and npm, crates.io, Hex and Swift order
 * them; build metadata does not count. A leading `v` and missing numbers (`1.2`) are forgiven, as OSV's own evaluation does.
 */
export const semanticOrder = createVersionOrder(readSemanticVersion, compareSemantic);

/**
 * Go's modules (https://go.dev/ref/mod#versions): semantic versions, pseudo-versions included, since those are prereleases;
 * `+incompatible` is build metadata. Of the standard library and the toolchain also Go's own `go1.21rc2`, which some SBOMs write without
 * the `go`.
 */
export const goOrder = createVersionOrder((version) => readSemanticVersion(asModuleVersion(version)), compareSemantic);

/** Dart's packages (https://dart.dev/tools/pub/versioning): semantic versions whose builds count, behind the same one without. */
export const pubOrder = createVersionOrder(
  readSemanticVersion,
  (one, other) => compareSemantic(one, other) || one.compareBuild(other),
);

function readSemanticVersion(version: string): SemVer | undefined {
  const [, major, minor, patch, rest] = /^\s*[v=]?(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+].*|)\s*$/s.exec(version) ?? [];
  if (major === undefined) return undefined;
  return parse(`${major}.${minor ?? '0'}.${patch ?? '0'}${rest ?? ''}`, { loose: true }) ?? undefined;
}

function compareSemantic(one: SemVer, other: SemVer): number {
  return one.compare(other);
}

function asModuleVersion(version: string): string {
  const [, numbers, word, count] = /^(?:go)?(\d+(?:\.\d+){0,2})(?:(beta|rc)(\d+))?$/.exec(version) ?? [];
  if (numbers === undefined) return version;
  return word === undefined ? numbers : `${numbers}-${word}.${count ?? '0'}`;
}
