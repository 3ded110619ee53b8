import { rawRecord } from '../testing/raw-documents.ts';
import { readSbom } from './read-sbom.ts';

const sha1 = 'ABCDEF0123456789abcdef0123456789abcdef01';

describe('readSbom', () => {
  describe('of CycloneDX', () => {
    const cycloneDx = (more: object, id = 'urn:cdx:1/1') =>
      readSbom(rawRecord(id, { bomFormat: 'CycloneDX', specVersion: '1.5', ...more }));

    it('gives the components that can be matched, nested ones too, and counts all of them', () => {
      const components = [
        {
          name: 'outer',
          purl: 'pkg:maven/org.example/outer@1.0?type=jar',
          hashes: [
            { alg: 'MD5', content: 'x' },
            { alg: 'SHA-1', content: sha1 },
          ],
          components: [
            {
              name: 'inner',
              purl: 'pkg:npm/inner@2.0.0',
              components: [{ name: 'innermost', purl: 'pkg:pypi/Deep@3' }],
            },
          ],
        },
        { name: 'without purl' },
        { name: 'without version', purl: 'pkg:npm/without' },
        { name: 'image', purl: 'pkg:oci/image@sha256:ab' },
        { name: 'broken', purl: 'pkg:npm/a%ZZ@1' },
      ];
      const sbom = cycloneDx({ components });
      expect(sbom?.componentCount).toBe(7);
      expect(sbom?.components).toEqual([
        {
          ecosystem: 'Maven',
          name: 'org.example:outer',
          version: '1.0',
          purl: 'pkg:maven/org.example/outer@1.0',
          sha1: sha1.toLowerCase(),
        },
        { ecosystem: 'npm', name: 'inner', version: '2.0.0', purl: 'pkg:npm/inner@2.0.0', sha1: null },
        { ecosystem: 'PyPI', name: 'deep', version: '3', purl: 'pkg:pypi/deep@3', sha1: null },
      ]);
    });

    it('knows the subject by its purl and by BOM-Links, and does not take it for a component', () => {
      const component = { 'bom-ref': 'app', name: 'app', purl: 'pkg:npm/app@1.0.0' };
      const sbom = cycloneDx(
        { metadata: { component }, components: [] },
        'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1',
      );
      expect(sbom).toEqual({
        subjectNames: [
          'pkg:npm/app@1.0.0',
          'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1',
          'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#app',
        ],
        componentCount: 0,
        components: [],
      });
    });

    it('gives the components inside the subject too', () => {
      const inside = { name: 'part', purl: 'pkg:npm/part@1.0.0' };
      const component = { name: 'app', purl: 'pkg:npm/app@1.0.0', components: [inside] };
      const sbom = cycloneDx({ metadata: { component }, components: [{ name: 'lib', purl: 'pkg:npm/lib@1.0.0' }] });
      expect(sbom?.components.map(({ name }) => name)).toEqual(['part', 'lib']);
      expect(sbom?.componentCount).toBe(2);
    });

    it('walks components as deep as they nest', () => {
      const depth = 20_000;
      const text = `{"bomFormat":"CycloneDX","specVersion":"1.5","components":[${'{"purl":"pkg:npm/x@1.0.0","components":['.repeat(depth)}${']}'.repeat(depth)}]}`;
      expect(readSbom(rawRecord('deep', text))?.componentCount).toBe(depth);
    });
  });

  it('of SPDX gives the packages but the one that is described', () => {
    const reference = (purl: string) => ({
      referenceCategory: 'PACKAGE-MANAGER',
      referenceType: 'purl',
      referenceLocator: purl,
    });
    const sbom = readSbom(
      rawRecord('spdx', {
        spdxVersion: 'SPDX-2.3',
        SPDXID: 'SPDXRef-DOCUMENT',
        packages: [
          { SPDXID: 'SPDXRef-app', name: 'app', externalRefs: [reference('pkg:npm/app@1.0.0')] },
          {
            SPDXID: 'SPDXRef-core',
            name: 'core',
            checksums: [{ algorithm: 'SHA1', checksumValue: sha1 }],
            externalRefs: [
              { referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:a:x' },
              reference('pkg:maven/org.example/core@1.0'),
            ],
          },
          { SPDXID: 'SPDXRef-none', name: 'none' },
        ],
        relationships: [
          { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-app' },
          { spdxElementId: 'SPDXRef-app', relationshipType: 'DEPENDS_ON', relatedSpdxElement: 'SPDXRef-core' },
        ],
      }),
    );
    expect(sbom).toEqual({
      subjectNames: ['pkg:npm/app@1.0.0'],
      componentCount: 2,
      components: [
        {
          ecosystem: 'Maven',
          name: 'org.example:core',
          version: '1.0',
          purl: 'pkg:maven/org.example/core@1.0',
          sha1: sha1.toLowerCase(),
        },
      ],
    });
  });

  it('of SPDX reads what is described by its document, and purls by the address of their type', () => {
    const externalRefs = (purl: string) => [
      { referenceType: 'http://spdx.org/rdf/references/purl', referenceLocator: purl },
    ];
    const sbom = readSbom(
      rawRecord('spdx', {
        spdxVersion: 'SPDX-2.2',
        SPDXID: 'SPDXRef-Document',
        packages: [
          { SPDXID: 'SPDXRef-app', externalRefs: externalRefs('pkg:npm/app@1.0.0') },
          { SPDXID: 'SPDXRef-lib', externalRefs: externalRefs('pkg:npm/lib@1.0.0') },
        ],
        relationships: [
          {
            spdxElementId: 'SPDXRef-app',
            relationshipType: 'DESCRIBED_BY',
            relatedSpdxElement: 'SPDXRef-Document',
          },
          { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-lib' },
        ],
      }),
    );
    expect(sbom?.subjectNames).toEqual(['pkg:npm/app@1.0.0']);
    expect(sbom?.components.map(({ name }) => name)).toEqual(['lib']);
  });

  it('leaves out other formats and newer versions', () => {
    expect(readSbom(rawRecord('x', { bomFormat: 'CycloneDX', specVersion: '2.0' }))).toBeUndefined();
    expect(readSbom(rawRecord('x', { '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld' }))).toBeUndefined();
    expect(readSbom(rawRecord('x', { id: 'A', modified: '2025-01-01T00:00:00Z' }))).toBeUndefined();
    expect(readSbom(rawRecord('x', 'no json'))).toBeUndefined();
  });
});
