import { orderOfEcosystem } from '../../../../../evidence/versions/order-of.ts';

/** An ecosystem as Trivy's database knows it. */
export interface TrivyEcosystem {
  /** The first part of a bucket's name: Trivy reads every bucket that begins with `<name>::`. */
  readonly name: string;
  /** What GitHub calls it in the names of its advisories. */
  readonly githubName: string;
  /** Whether the program that compares its versions reads this one; of a constraint that it cannot read it drops all. */
  reads(version: string): boolean;
  /** The constraint that every version meets. */
  readonly everyVersion: string;
}

/**
 * What go-version reads (github.com/aquasecurity/go-version, `pkg/version/version.go`); its numbers have 64 bits. It compares the
 * versions of all ecosystems but those named below.
 */
const genericVersion =
  /^v?\d{1,19}(?:\.\d{1,19})*(?:-\d+[0-9A-Za-z~-]*(?:\.[0-9A-Za-z~-]+)*|-?[A-Za-z~-]+[0-9A-Za-z~-]*(?:\.[0-9A-Za-z~-]+)*)?(?:\+[0-9A-Za-z~-]+(?:\.[0-9A-Za-z~-]+)*)?$/;
/** Without what has a meaning in a constraint. */
const plainVersion = /^[0-9A-Za-z][0-9A-Za-z.+_~-]*$/;
const LONGEST_VERSION = 256;

function ecosystem(name: string, githubName: string, reads: (version: string) => boolean, everyVersion: string) {
  return {
    name,
    githubName,
    everyVersion,
    reads: (version: string) => version.length <= LONGEST_VERSION && reads(version),
  };
}

/** Versions before 0.0.0 are many: `v0.0.0-20210921155107-089bfa567519`. */
const FROM_FIRST_PRERELEASE = '>=0.0.0-0';

function generic(name: string, githubName: string): TrivyEcosystem {
  return ecosystem(name, githubName, (version) => genericVersion.test(version), FROM_FIRST_PRERELEASE);
}

function ordered(osvName: string, name: string, githubName: string, everyVersion: string): TrivyEcosystem {
  const order = orderOfEcosystem(osvName);
  const reads = (version: string) => plainVersion.test(version) && order?.read(version) !== undefined;
  return ecosystem(name, githubName, reads, everyVersion);
}

/** By OSV's name in lower case (trivy-db, `pkg/vulnsrc/osv/osv.go`, convertEcosystem). */
const ecosystems = new Map<string, TrivyEcosystem>([
  ['bitnami', generic('bitnami', 'Bitnami')],
  ['crates.io', generic('cargo', 'Rust')],
  ['go', generic('go', 'Go')],
  ['hex', generic('erlang', 'Erlang')],
  ['kubernetes', generic('k8s', 'Kubernetes')],
  ['maven', ordered('Maven', 'maven', 'Maven', '>=0')],
  ['npm', ordered('npm', 'npm', 'npm', FROM_FIRST_PRERELEASE)],
  ['nuget', generic('nuget', 'NuGet')],
  ['packagist', generic('composer', 'Composer')],
  ['pub', generic('pub', 'Pub')],
  ['pypi', ordered('PyPI', 'pip', 'pip', '>=0.dev0')],
  ['rubygems', ecosystem('rubygems', 'RubyGems', (version) => /^\d+(?:\.[0-9A-Za-z]+)*$/.test(version), '>=0')],
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
