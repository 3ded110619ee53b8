/** Documents of one small world: an application with components, advisories about these, and what vendors say of them. */

const osvEcosystems = { npm: 'npm', golang: 'Go', pypi: 'PyPI' } as const;

/** An OSV record: the package (`pkg:npm/x`, without version) is affected until the version that repairs it. */
export function osvAdvisory(id: string, purl: string, fixed: string, more: object = {}): object {
  const [, type = '', name = ''] = /^pkg:([^/]+)\/(.+)$/.exec(purl) ?? [];
  const ecosystem = osvEcosystems[type as keyof typeof osvEcosystems];
  return {
    schema_version: '1.6.0',
    id,
    modified: '2025-06-01T00:00:00Z',
    published: '2025-05-01T00:00:00Z',
    summary: `A fault in ${name}`,
    details: `What is wrong with ${name}, at length.`,
    affected: [
      {
        package: { ecosystem, name, purl },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }],
      },
    ],
    database_specific: { severity: 'HIGH' },
    ...more,
  };
}

/** A CycloneDX SBOM of `name@version` with components given as purls with version. */
export function cycloneDxSbom(subject: string, components: readonly string[]): object {
  const [, name = '', version = ''] = /^(.+)@([^@]+)$/.exec(subject) ?? [];
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { timestamp: '2025-06-02T00:00:00Z', component: { type: 'application', name, version } },
    components: components.map((purl) => {
      const [, component = '', componentVersion = ''] = /\/([^/]+)@([^@]+)$/.exec(purl) ?? [];
      return { type: 'library', name: component, version: componentVersion, purl };
    }),
  };
}

export interface VexClaim {
  readonly vulnerability: string;
  /** A purl, or the subject of an SBOM. */
  readonly product: string;
  /** The component of the product that it is about, as a purl. */
  readonly subcomponent?: string;
  readonly status: 'not_affected' | 'affected' | 'fixed' | 'under_investigation';
}

/** An OpenVEX document with one statement; `not_affected` comes with a justification, as the format wants it. */
export function openVex(id: string, { vulnerability, product, subcomponent, status }: VexClaim): object {
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': id,
    author: 'Example Security',
    timestamp: '2025-06-03T00:00:00Z',
    version: 1,
    statements: [
      {
        vulnerability: { name: vulnerability },
        products: [{ '@id': product, ...(subcomponent ? { subcomponents: [{ '@id': subcomponent }] } : {}) }],
        status,
        ...(status === 'not_affected' ? { justification: 'vulnerable_code_not_in_execute_path' } : {}),
      },
    ],
  };
}
