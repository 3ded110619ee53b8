import { baseEcosystem } from '../normalise/ecosystem.ts';

/**
 * What a package is known by, however an SBOM or an advisory writes its name: the ecosystem without its release, and the name
 * as the ecosystem compares names. Go's paths are compared without case, since the purl specification wants them in lower
 * case and most tools leave them as they are.
 */
export function packageKey(ecosystem: string, name: string): string {
  return `${baseEcosystem(ecosystem).toLowerCase()}\0${comparedName(ecosystem, name)}`;
}

/** Ecosystems where names that differ in case are different packages. */
const caseCounts = new Set(['npm', 'maven', 'rubygems', 'cran', 'bioconductor', 'hackage', 'julia']);

export function comparedName(ecosystem: string, name: string): string {
  const base = baseEcosystem(ecosystem).toLowerCase();
  // PEP 503: runs of `-`, `_` and `.` are one hyphen.
  if (base === 'pypi') return name.toLowerCase().replace(/[-_.]+/g, '-');
  return caseCounts.has(base) ? name : name.toLowerCase();
}
