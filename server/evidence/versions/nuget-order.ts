import { SemVer } from 'semver';
import { compareDigits } from './digits.ts';
import { createVersionOrder } from './version-order.ts';

/**
 * NuGet's order (https://learn.microsoft.com/nuget/concepts/package-versioning): semantic versions with up to four numbers, whose
 * prereleases are compared without case and whose build metadata does not count.
 */
export const nugetOrder = createVersionOrder(readNugetVersion, compareNuget);

interface NugetVersion {
  readonly version: SemVer;
  readonly revision: string;
}

function readNugetVersion(text: string): NugetVersion | undefined {
  const [, major, minor = '0', patch = '0', revision = '0', prerelease = ''] =
    /^\s*v?0*(\d+)(?:\.0*(\d+))?(?:\.0*(\d+))?(?:\.0*(\d+))?(-[0-9a-z.-]+)?(?:\+[0-9a-z.-]*)?\s*$/i.exec(text) ?? [];
  if (major === undefined) return undefined;
  try {
    return { version: new SemVer(`${major}.${minor}.${patch}${prerelease.toLowerCase()}`, { loose: true }), revision };
  } catch {
    return undefined;
  }
}

function compareNuget(one: NugetVersion, other: NugetVersion): number {
  return (
    one.version.compareMain(other.version) ||
    compareDigits(one.revision, other.revision) ||
    one.version.comparePre(other.version)
  );
}
