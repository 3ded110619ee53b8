import { explain } from '@renovatebot/pep440';

/** An ecosystem as Trivy's database knows it. */
export interface TrivyEcosystem {
  /** The first part of a bucket's name: Trivy reads every bucket that begins with `<name>::`. */
  readonly name: string;
  /** What GitHub calls it in the names of its advisories. */
  readonly githubName: string;
  /** A version as the program that compares them reads it; undefined for one that would make it drop the whole advisory. */
  written(version: string): string | undefined;
  /** The constraint that every version meets. */
  readonly everyVersion: string;
}

/**
 * What go-version reads (github.com/aquasecurity/go-version, `pkg/version/version.go`); its numbers have 64 bits. It compares the
 * versions of all ecosystems but those named below.
 */
const genericVersion =
  /^v?\d{1,19}(?:\.\d{1,19})*(?:-\d+[0-9A-Za-z~-]*(?:\.[0-9A-Za-z~-]+)*|-?[A-Za-z~-]+[0-9A-Za-z~-]*(?:\.[0-9A-Za-z~-]+)*)?(?:\+[0-9A-Za-z~-]+(?:\.[0-9A-Za-z~-]+)*)?$/;
/** What go-npm-version reads in a constraint (`pkg/constraint.go`). */
const npmVersion =
  /^v?0*(\d+)(?:\.0*(\d+))?(?:\.0*(\d+))?(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
const mavenVersion = /^[0-9A-Za-z][0-9A-Za-z.+_~-]*$/;
const gemVersion = /^\d+(?:\.[0-9A-Za-z]+)*$/;
const LONGEST_VERSION = 256;

function ecosystem(
  name: string,
  githubName: string,
  written: (version: string) => string | undefined,
  everyVersion: string,
): TrivyEcosystem {
  return {
    name,
    githubName,
    everyVersion,
    written: (version) => (version.length <= LONGEST_VERSION ? written(version) : undefined),
  };
}

function asItIs(form: RegExp): TrivyEcosystem['written'] {
  return (version) => (form.test(version) ? version : undefined);
}

/** With all three numbers: in a constraint, `1.2` stands for whatever begins so. */
function wholeNpmVersion(version: string): string | undefined {
  const [, major, minor = '0', patch = '0', prerelease = ''] = npmVersion.exec(version) ?? [];
  return major === undefined ? undefined : `${major}.${minor}.${patch}${prerelease}`;
}

/**
 * In PEP 440's normal form: of `2.0-beta1` go-pep440-version would read `2.0-b` in a constraint, and capitals not at all. Local
 * versions it refuses there. Numbers that JavaScript would round are nobody's; it refuses most of them too.
 */
function pythonVersion(version: string): string | undefined {
  if (/\d{16}/.test(version)) return undefined;
  const explained = explain(version.trim());
  return explained?.local === null ? explained.public : undefined;
}

/** Versions before 0.0.0 are many: `v0.0.0-20210921155107-089bfa567519`. */
const FROM_FIRST_PRERELEASE = '>=0.0.0-0';

function generic(name: string, githubName: string): TrivyEcosystem {
  return ecosystem(name, githubName, asItIs(genericVersion), FROM_FIRST_PRERELEASE);
}

/** By OSV's name in lower case (trivy-db, `pkg/vulnsrc/osv/osv.go`, convertEcosystem). */
const ecosystems = new Map<string, TrivyEcosystem>([
  ['bitnami', generic('bitnami', 'Bitnami')],
  ['crates.io', generic('cargo', 'Rust')],
  ['go', generic('go', 'Go')],
  ['hex', generic('erlang', 'Erlang')],
  ['kubernetes', generic('k8s', 'Kubernetes')],
  ['maven', ecosystem('maven', 'Maven', asItIs(mavenVersion), '>=0')],
  ['npm', ecosystem('npm', 'npm', wholeNpmVersion, FROM_FIRST_PRERELEASE)],
  ['nuget', generic('nuget', 'NuGet')],
  ['packagist', generic('composer', 'Composer')],
  ['pub', generic('pub', 'Pub')],
  ['pypi', ecosystem('pip', 'pip', pythonVersion, '>=0.dev0')],
  ['rubygems', ecosystem('rubygems', 'RubyGems', asItIs(gemVersion), '>=0')],
  ['swifturl', generic('swift', 'Swift')],
]);

/** Undefined for the ecosystems of distributions, which Trivy keeps by release and in other forms, and for unknown ones. */
export function trivyEcosystem(osvName: string): TrivyEcosystem | undefined {
  return ecosystems.get(osvName.toLowerCase());
}

/** A package's name as Trivy looks it up (trivy-db, `pkg/vulnsrc/vulnerability/vulnerability.go`, NormalizePkgName). */
export function trivyPackageName({ name: ecosystemName }: TrivyEcosystem, name: string): string {
  switch (ecosystemName) {
    case 'go':
    case 'nuget':
      return name;
    case 'pip':
      return name.toLowerCase().replaceAll('_', '-');
    case 'swift':
      return name.replace(/^https:\/\//, '').replace(/\.git$/, '');
    default:
      return name.toLowerCase();
  }
}
