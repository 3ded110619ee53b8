import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import { Refusal } from './refusal.ts';
import { recogniseDocument } from './recognise.ts';
import { csafVex, spdxSbom } from './testing/documents.ts';

const recognise = (kind: EvidenceKind, document: object) =>
  recogniseDocument(kind, Buffer.from(JSON.stringify(document)));

function refusal(kind: EvidenceKind, document: object): string {
  try {
    recognise(kind, document);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('recogniseDocument, format by format,', () => {
  describe('a CSAF VEX document', () => {
    const [vulnerability] = csafVex.vulnerabilities;
    const csafOf = (more: object) => ({ ...csafVex, document: { ...csafVex.document, ...more } });
    const withVulnerability = (more: object) => ({ ...csafVex, vulnerabilities: [{ ...vulnerability, ...more }] });

    it('is known by its tracking id, time and products', () => {
      expect(recognise('vex', csafVex)).toEqual(
        jasmine.objectContaining({
          format: 'CSAF',
          formatVersion: '2.0',
          supported: true,
          id: 'EXAMPLE-VEX-1',
          subject: undefined,
          modifiedAt: new Date('2025-03-02T10:00:00Z'),
          products: ['pkg:npm/@example/shop@1.0.0'],
          ecosystems: ['npm'],
        }),
      );
    });

    it('of 2.1 may have several purls, and products in every place of the tree', () => {
      const product = (id: string, purls: string[]) => ({
        product_id: id,
        name: id,
        product_identification_helper: { purls },
      });
      const tree = {
        full_product_names: [product('SHOP', ['pkg:npm/shop@1', 'pkg:oci/shop@sha256%3Aaa'])],
        relationships: [
          {
            category: 'default_component_of',
            product_reference: 'SHOP',
            relates_to_product_reference: 'SHOP',
            full_product_name: product('BOTH', ['pkg:pypi/both@1']),
          },
        ],
      };
      const document = recognise('vex', { ...csafOf({ csaf_version: '2.1' }), product_tree: tree });
      expect(document.formatVersion).toBe('2.1');
      expect(document.products).toEqual(['pkg:npm/shop@1', 'pkg:oci/shop@sha256:aa', 'pkg:pypi/both@1']);
    });

    it('is refused where it is of another category, or says nothing', () => {
      expect(refusal('vex', csafOf({ category: 'csaf_security_advisory' }))).toBe(
        'is CSAF whose document.category is "csaf_security_advisory"; only csaf_vex is VEX',
      );
      expect(refusal('vex', csafOf({ tracking: { current_release_date: '2025-03-02T10:00:00Z' } }))).toBe(
        'is not CSAF VEX: document.tracking.id is missing',
      );
      expect(refusal('vex', { ...csafVex, vulnerabilities: [] })).toBe('is not CSAF VEX: vulnerabilities is empty');
      expect(refusal('vex', withVulnerability({ cve: undefined }))).toBe(
        'is not CSAF VEX: vulnerabilities[0] has neither cve nor ids',
      );
      expect(refusal('vex', withVulnerability({ product_status: { recommended: ['SHOP'] } }))).toBe(
        'is not CSAF VEX: vulnerabilities[0].product_status names none of fixed, known_affected, known_not_affected, under_investigation',
      );
      expect(refusal('vex', withVulnerability({ product_status: { fixed: ['SHIP'] } }))).toBe(
        'is not CSAF VEX: vulnerabilities[0].product_status.fixed names "SHIP", which product_tree lacks',
      );
      expect(refusal('sboms', csafVex)).toBe('is CSAF; it belongs in vex');
    });
  });

  describe('an SPDX SBOM', () => {
    it('is known by its namespace, what it describes, and its packages', () => {
      expect(recognise('sboms', spdxSbom)).toEqual(
        jasmine.objectContaining({
          format: 'SPDX',
          formatVersion: '2.3',
          supported: true,
          id: 'https://example.com/spdx/shop-1.0.0',
          subject: '@example/shop@1.0.0',
          modifiedAt: new Date('2025-03-01T10:00:00Z'),
          products: ['@example/shop@1.0.0', 'pkg:npm/@example/left-trim@7.7.6'],
          ecosystems: ['npm'],
        }),
      );
    });

    it('has no time of its own where it states a zero one', () => {
      const zero = { ...spdxSbom, creationInfo: { created: '0001-01-01T00:00:00Z' } };
      expect(recognise('sboms', zero).modifiedAt).toBeUndefined();
      const tracking = { ...csafVex.document.tracking, current_release_date: '0001-01-01T00:00:00Z' };
      const vex = { ...csafVex, document: { ...csafVex.document, tracking } };
      expect(recognise('vex', vex).modifiedAt).toEqual(new Date('2025-03-01T10:00:00Z'));
    });

    it('of 2.2 may say by a field what it describes; one that does not say it is about its own name', () => {
      const without = { ...spdxSbom, relationships: undefined };
      const older = { ...without, spdxVersion: 'SPDX-2.2', documentDescribes: ['SPDXRef-left-trim'] };
      expect(recognise('sboms', older).subject).toBe('left-trim@7.7.6');
      expect(recognise('sboms', without).subject).toBe('shop');
    });

    it('is refused where it is none', () => {
      expect(refusal('sboms', { ...spdxSbom, packages: undefined })).toBe('is not SPDX: packages is missing');
      expect(refusal('sboms', { ...spdxSbom, creationInfo: { created: 'today' } })).toBe(
        'is not SPDX: creationInfo.created is not an RFC 3339 time',
      );
      expect(refusal('sboms', { ...spdxSbom, packages: [{ SPDXID: 'SPDXRef-1', name: 'a', checksums: [{}] }] })).toBe(
        'is not SPDX: packages[0].checksums[0].algorithm is missing',
      );
      expect(refusal('vex', spdxSbom)).toBe('is SPDX; it belongs in sboms');
    });
  });

  describe('of a version that cannot be normalised', () => {
    const told = (kind: EvidenceKind, json: object) => {
      const { format, formatVersion, supported, id } = recognise(kind, json);
      return [format, formatVersion, supported, id.replace(/^sha256:.*/, 'its digest')];
    };

    it('is taken as it is', () => {
      const osv = { schema_version: '2.0.0', id: 'DEMO-1', altogether: 'different' };
      expect(told('advisories', osv)).toEqual(['OSV', '2.0.0', false, 'DEMO-1']);
      const openVex = { '@context': 'https://openvex.dev/ns/v9', '@id': 'https://example.com/9' };
      expect(told('vex', openVex)).toEqual(['OpenVEX', '9', false, 'https://example.com/9']);
      const csaf = { document: { csaf_version: '3.0', tracking: { id: 'EXAMPLE-3' } } };
      expect(told('vex', csaf)).toEqual(['CSAF', '3.0', false, 'EXAMPLE-3']);
      const spdx = { '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': [] };
      expect(told('sboms', spdx)).toEqual(['SPDX', '3.0.1', false, 'its digest']);
    });

    it('is selected like its predecessors where it still looks like them', () => {
      const cycloneDx = {
        bomFormat: 'CycloneDX',
        specVersion: '1.9',
        metadata: { component: { name: 'shop', version: '1' } },
        components: [{ name: 'a', purl: 'pkg:npm/a@1' }],
      };
      expect(recognise('sboms', cycloneDx)).toEqual(
        jasmine.objectContaining({ supported: false, subject: 'shop@1', products: ['pkg:npm/a@1', 'shop@1'] }),
      );
    });

    it('is refused in a folder where it does not belong, or with an id that no column can hold', () => {
      expect(refusal('vex', { schema_version: '2.0.0', id: 'DEMO-1' })).toBe('is OSV; it belongs in advisories');
      expect(told('advisories', { schema_version: '2.0.0', id: 'a\0b' })).toEqual([
        'OSV',
        '2.0.0',
        false,
        'its digest',
      ]);
    });
  });
});
