import fc from 'fast-check';
import { canonicalJson } from '../../verification/canonical-json.ts';
import { openVex, rawRecord } from '../testing/raw-documents.ts';
import { normaliseVex } from './normalise-vex.ts';

describe('normaliseVex', () => {
  it('leaves out other formats and newer versions', () => {
    expect(normaliseVex(rawRecord('x', { '@context': 'https://openvex.dev/ns/v1.0.0' }))).toBeUndefined();
    expect(normaliseVex(rawRecord('x', { bomFormat: 'CycloneDX', specVersion: '1.9' }))).toBeUndefined();
    expect(normaliseVex(rawRecord('x', { id: 'A', modified: '2025-01-01T00:00:00Z' }))).toBeUndefined();
    expect(normaliseVex(rawRecord('x', '{'))).toBeUndefined();
  });

  it('leaves out a document whose references would grow into very many long names', () => {
    const grown = (sides: number) => {
      const ids = Array.from({ length: sides }, (_, index) => String(index));
      const names = ids.map((id) => ({ product_id: id, name: id.padEnd(2048, 'x') }));
      const pairs = ids.flatMap((one) => ids.map((other) => [one, other, `${one}:${other}`] as const));
      return rawRecord('csaf', {
        document: { csaf_version: '2.0' },
        product_tree: {
          full_product_names: names,
          relationships: pairs.map(([product_reference, relates_to_product_reference, product_id]) => ({
            ...{ product_reference, relates_to_product_reference, full_product_name: { product_id } },
          })),
        },
        vulnerabilities: [{ cve: 'CVE-1', product_status: { fixed: pairs.map(([, , id]) => id) } }],
      });
    };
    expect(normaliseVex(grown(10))?.[0]?.products.length).toBe(10);
    expect(normaliseVex(grown(95))).toBeUndefined();
  });

  it('is canonical JSON as it is serialised', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
      fc.constantFrom('\ud800', 'x\ud83d'),
    );
    fc.assert(
      fc.property(texts, texts, texts, (vulnerability, product, author) => {
        const subcomponents = [author, product];
        const record = openVex('doc', author, {
          vulnerability,
          product,
          subcomponents,
          status: 'fixed',
          aliases: [author],
        });
        expect(normaliseVex(record)?.length).toBe(1);
        for (const statement of normaliseVex(record) ?? [])
          expect(JSON.stringify(statement)).toBe(canonicalJson(statement));
      }),
    );
  });

  describe('of OpenVEX', () => {
    it('gives the statements with all that they say', () => {
      const record = rawRecord('https://vex.example.com/1', {
        '@context': 'https://openvex.dev/ns/v0.2.0',
        author: 'Product Security',
        timestamp: '2025-08-29T12:00:00+02:00',
        last_updated: '2025-08-30T10:00:00Z',
        statements: [
          {
            vulnerability: { name: 'DEMO-1', aliases: ['CVE-2', 'CVE-1', 'DEMO-1'] },
            products: [
              {
                '@id': 'urn:app',
                identifiers: { purl: 'pkg:npm/app@1.0.0' },
                subcomponents: [{ '@id': 'pkg:npm/b@1.0.0' }, { '@id': 'pkg:npm/a@1.0.0' }],
              },
              { '@id': 'pkg:npm/other@2.0.0' },
            ],
            status: 'not_affected',
            justification: 'component_not_present',
            impact_statement: 'Not installed.',
          },
          { vulnerability: { name: 'DEMO-2' }, status: 'unheard_of', products: [] },
          { vulnerability: { name: 'DEMO-3' }, status: 'affected', timestamp: '2025-09-01T00:00:00Z', products: [] },
        ],
      });
      const statements = normaliseVex(record);
      expect(statements?.[0]).toEqual({
        schemaVersion: '1.0',
        id: 'https://vex.example.com/1',
        source: 'source',
        sha256: record.sha256,
        format: 'OpenVEX',
        formatVersion: '0.2.0',
        statement: 0,
        author: 'Product Security',
        timestamp: '2025-08-30T10:00:00.000Z',
        vulnerability: 'DEMO-1',
        aliases: ['CVE-1', 'CVE-2'],
        products: [
          { product: 'pkg:npm/app@1.0.0', subcomponents: ['pkg:npm/a@1.0.0', 'pkg:npm/b@1.0.0'] },
          { product: 'pkg:npm/other@2.0.0', subcomponents: [] },
        ],
        status: 'not_affected',
        justification: 'component_not_present',
        impact: 'Not installed.',
      });
      expect(statements?.slice(1).map(({ statement, timestamp }) => [statement, timestamp])).toEqual([
        [2, '2025-09-01T00:00:00.000Z'],
      ]);
    });

    it('reads the drafts, where names were plain texts', () => {
      const statements = normaliseVex(
        rawRecord('draft', {
          '@context': 'https://openvex.dev/ns',
          statements: [{ vulnerability: 'CVE-1', products: ['pkg:npm/app@1.0.0'], subcomponents: [], status: 'fixed' }],
        }),
      );
      expect(statements?.[0]?.products).toEqual([{ product: 'pkg:npm/app@1.0.0', subcomponents: [] }]);
    });

    const productsOf = (statement: object) =>
      normaliseVex(
        rawRecord('draft', {
          '@context': 'https://openvex.dev/ns/v0.0.1',
          statements: [{ vulnerability: 'CVE-1', status: 'not_affected', ...statement }],
        }),
      )?.[0]?.products;

    it('means the subcomponents of the statement, which drafts had, inside each product', () => {
      const products = ['urn:one', { '@id': 'urn:two', subcomponents: ['urn:own'] }];
      expect(productsOf({ products, subcomponents: ['pkg:npm/lib@1.0.0'] })).toEqual([
        { product: 'urn:one', subcomponents: ['pkg:npm/lib@1.0.0'] },
        { product: 'urn:two', subcomponents: ['urn:own'] },
      ]);
    });

    it('does not mean the whole product where none of its subcomponents has a name', () => {
      const nameless = { hashes: { 'sha-256': 'ab' } };
      const products = [
        { '@id': 'urn:one', subcomponents: [nameless] },
        { '@id': 'urn:two', subcomponents: [nameless, { '@id': 'urn:lib' }] },
      ];
      expect(productsOf({ products })).toEqual([{ product: 'urn:two', subcomponents: ['urn:lib'] }]);
    });
  });

  it('of CSAF gives one statement for each status, with components inside of products', () => {
    const statements = normaliseVex(
      rawRecord('csaf', {
        document: {
          category: 'csaf_vex',
          csaf_version: '2.0',
          publisher: { name: 'Vendor' },
          tracking: { id: 'V-1', current_release_date: '2025-03-01T00:00:00Z' },
        },
        product_tree: {
          branches: [
            {
              category: 'vendor',
              branches: [
                {
                  category: 'product_name',
                  product: {
                    product_id: 'APP',
                    name: 'App 1',
                    product_identification_helper: { purl: 'pkg:npm/app@1.0.0' },
                  },
                },
              ],
            },
          ],
          full_product_names: [{ product_id: 'LIB', name: 'lib@2' }],
          relationships: [
            {
              category: 'default_component_of',
              product_reference: 'LIB',
              relates_to_product_reference: 'APP',
              full_product_name: { product_id: 'APP:LIB', name: 'lib in app' },
            },
          ],
        },
        vulnerabilities: [
          {
            cve: 'CVE-1',
            ids: [{ system_name: 'x', text: 'DEMO-1' }],
            flags: [{ label: 'component_not_present' }],
            threats: [{ category: 'impact', details: 'None.' }],
            product_status: {
              known_not_affected: ['APP:LIB'],
              first_fixed: ['APP'],
              fixed: ['APP'],
              recommended: ['LIB'],
            },
          },
          { product_status: { fixed: ['APP'] } },
        ],
      }),
    );
    const shared = {
      author: 'Vendor',
      format: 'CSAF',
      formatVersion: '2.0',
      vulnerability: 'CVE-1',
      aliases: ['DEMO-1'],
    };
    expect(statements).toEqual([
      jasmine.objectContaining({
        ...shared,
        statement: 0,
        status: 'fixed',
        justification: null,
        products: [{ product: 'pkg:npm/app@1.0.0', subcomponents: [] }],
        timestamp: '2025-03-01T00:00:00.000Z',
      }),
      jasmine.objectContaining({
        ...shared,
        statement: 1,
        status: 'not_affected',
        justification: 'component_not_present',
        impact: 'None.',
        products: [{ product: 'pkg:npm/app@1.0.0', subcomponents: ['lib@2'] }],
      }),
    ]);
  });
});
