/** OSV's name of the ecosystem of each purl type that has one (OSV schema, "Defined ecosystems"; purl-spec, "Known types"). */
const ecosystemOfType = new Map([
  ['bioconductor', 'Bioconductor'],
  ['bitnami', 'Bitnami'],
  ['cargo', 'crates.io'],
  ['composer', 'Packagist'],
  ['conan', 'ConanCenter'],
  ['cran', 'CRAN'],
  ['gem', 'RubyGems'],
  ['golang', 'Go'],
  ['hackage', 'Hackage'],
  ['hex', 'Hex'],
  ['julia', 'Julia'],
  ['maven', 'Maven'],
  ['npm', 'npm'],
  ['nuget', 'NuGet'],
  ['opam', 'opam'],
  ['pub', 'Pub'],
  ['pypi', 'PyPI'],
  ['swift', 'SwiftURL'],
]);

/** Types of distributions, whose namespace names the one. */
const ecosystemOfDistribution = new Map([
  ['apk/alpine', 'Alpine'],
  ['apk/chainguard', 'Chainguard'],
  ['apk/wolfi', 'Wolfi'],
  ['deb/debian', 'Debian'],
  ['deb/ubuntu', 'Ubuntu'],
  ['rpm/almalinux', 'AlmaLinux'],
  ['rpm/opensuse', 'openSUSE'],
  ['rpm/redhat', 'Red Hat'],
  ['rpm/rocky', 'Rocky Linux'],
]);

const typeOfEcosystem = new Map([...ecosystemOfType].map(([type, ecosystem]) => [ecosystem.toLowerCase(), type]));

/** Undefined for types that no advisory database names, as `oci` and `generic`. */
export function ecosystemOfPurl(type: string, namespace: string | undefined): string | undefined {
  return ecosystemOfType.get(type) ?? ecosystemOfDistribution.get(`${type}/${namespace?.toLowerCase() ?? ''}`);
}

/** The purl type of an ecosystem; undefined for those of distributions, whose purls say more than OSV does. */
export function purlTypeOf(ecosystem: string): string | undefined {
  return typeOfEcosystem.get(baseEcosystem(ecosystem).toLowerCase());
}

/** `Debian` of `Debian:12`: OSV puts a release or a repository behind a colon. */
export function baseEcosystem(ecosystem: string): string {
  const colon = ecosystem.indexOf(':');
  return colon === -1 ? ecosystem : ecosystem.slice(0, colon);
}
