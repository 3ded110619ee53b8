import { type TrivyEcosystem } from './ecosystem.ts';

/** Who made an advisory, as Trivy reports it; `ID` also names its rating among those of a vulnerability. */
export interface DataSource {
  readonly ID: string;
  readonly Name: string;
  readonly URL: string;
}

const goDatabase: DataSource = {
  ID: 'govulndb',
  Name: 'The Go Vulnerability Database',
  URL: 'https://pkg.go.dev/vuln/',
};

const osv: DataSource = { ID: 'osv', Name: 'Open Source Vulnerabilities', URL: 'https://osv.dev/' };

/** The names and ids are those of trivy-db (`pkg/vulnsrc/{govulndb,ghsa}`), since Trivy links and rates by them. */
export function dataSourceOf(advisoryId: string, { name, githubName }: TrivyEcosystem): DataSource {
  if (name === 'go' && advisoryId.startsWith('GO-')) return goDatabase;
  if (!advisoryId.startsWith('GHSA-')) return osv;
  return {
    ID: 'ghsa',
    Name: `GitHub Security Advisory ${githubName}`,
    URL: `https://github.com/advisories?query=type%3Areviewed+ecosystem%3A${githubName.toLowerCase()}`,
  };
}
