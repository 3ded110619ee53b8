import { baseEcosystem } from '../normalise/ecosystem.ts';

/**
 * What a package is known by, however an SBOM or an advisory writes its name: the ecosystem without its release, and the name
 * as the ecosystem compares names. Go's paths are compared without case, since the purl specification wants them in lower
 * case and most tools leave them as they are.
 */
export function packageKey(ecosystem: string, name: string): string {
  return `${baseEcosystem(ecosystem).toLowerCase()}\0${comparedName(ecosystem, name)}`;
}

/**
 * Ecosystems where names that differ in case are different packages. Those of npm are too, but purls have them in lower case:
 * rather one finding too many on `jsonstream` than none on `JSONStream`.
 */
const caseCounts = new Set(['maven', 'rubygems', 'cran', 'bioconductor', 'hackage', 'julia']);

export function comparedName(ecosystem: string, name: string): string {
  const base = baseEcosystem(ecosystem).toLowerCase();
  const compared = caseCounts.has(base) ? name : name.toLowerCase();
  switch (base) {
    case 'go':
      // What CycloneDX's generator for Go calls the standard library.
      return compared === 'std' ? 'stdlib' : compared;
    case 'pypi':
      // PEP 503: runs of `-`, `_` and `.` are one hyphen.
      return compared.replace(/[-_.]+/g, '-');
    case 'swifturl':
      // OSV names packages by the URL of their repository, purls by host and path.
      return compared.replace(/^https?:\/\//, '').replace(/\.git$/, '');
    default:
      return compared;
  }
}
