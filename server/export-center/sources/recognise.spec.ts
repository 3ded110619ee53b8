import { createHash } from 'node:crypto';
import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import { maximumDocumentBytes } from './document-text.ts';
import { Refusal } from './refusal.ts';
import { recogniseDocument } from './recognise.ts';

const osv = { schema_version: '1.6.0', id: 'DEMO-1', modified: '2025-03-01T10:00:00Z' };
const cycloneDx = { bomFormat: 'CycloneDX', specVersion: '1.5', metadata: {}, components: [] };
const cycloneDxVex = {
  bomFormat: 'CycloneDX',
  specVersion: '1.4',
  vulnerabilities: [{ id: 'DEMO-1', analysis: { state: 'not_affected' }, affects: [{ ref: 'pkg:npm/app@1.0.0' }] }],
};
const openVex = {
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://vex.example.com/1',
  timestamp: '2025-03-01T10:00:00Z',
  statements: [{ vulnerability: { name: 'DEMO-1' }, status: 'fixed', products: [{ '@id': 'pkg:npm/app@1.0.0' }] }],
};

function recognise(kind: EvidenceKind, document: unknown) {
  return recogniseDocument(kind, Buffer.from(JSON.stringify(document)));
}

function refusalOf(kind: EvidenceKind, bytes: Uint8Array): string {
  try {
    recogniseDocument(kind, bytes);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  return 'accepted';
}

const refusal = (kind: EvidenceKind, document: unknown) => refusalOf(kind, Buffer.from(JSON.stringify(document)));

describe('recogniseDocument', () => {
  it('keeps the exact text, spaces and line ends included, and digests the original bytes', () => {
    const bytes = Buffer.from(`  ${JSON.stringify({ ...osv, details: 'é \u2028 \ud83d\ude00' }, null, 2)}\r\n`);
    const document = recogniseDocument('advisories', bytes);
    expect(Buffer.from(document.content)).toEqual(bytes);
    expect(document.sha256).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
    expect(document.bytes).toBe(bytes.byteLength);
  });

  describe('an OSV advisory', () => {
    it('is known by its id, version, time, packages and ecosystems', () => {
      const affected = [
        { package: { ecosystem: 'npm', name: '@Scope/Name', purl: 'pkg:npm/%40scope/name' } },
        { package: { ecosystem: 'Maven', name: 'org.example:core' } },
        { package: { ecosystem: 'PyPI', name: 'Example_Kit.x' } },
        { package: { ecosystem: 'Debian:12', name: 'Curl' } },
        { ranges: [] },
      ];
      expect(recognise('advisories', { ...osv, affected })).toEqual(
        jasmine.objectContaining({
          kind: 'advisories',
          format: 'OSV',
          formatVersion: '1.6.0',
          id: 'DEMO-1',
          modifiedAt: new Date('2025-03-01T10:00:00Z'),
          products: ['pkg:deb/curl', 'pkg:maven/org.example/core', 'pkg:npm/@scope/name', 'pkg:pypi/example-kit-x'],
          ecosystems: ['debian', 'debian:12', 'maven', 'npm', 'pypi'],
        }),
      );
    });

    it('counts as 1.0.0 without a schema version', () => {
      const { id, modified } = osv;
      expect(recognise('advisories', { id, modified }).formatVersion).toBe('1.0.0');
    });

    it('takes `published` as its time where `modified` is zero, and no time where both are', () => {
      const zero = '0001-01-01T00:00:00Z';
      const published = '2024-05-06T07:08:09.123456789+02:00';
      expect(recognise('advisories', { ...osv, modified: zero, published }).modifiedAt?.toISOString()).toBe(
        '2024-05-06T05:08:09.123Z',
      );
      expect(recognise('advisories', { ...osv, modified: zero, published: zero }).modifiedAt).toBeUndefined();
    });

    it('may have null where a list is empty', () => {
      expect(recognise('advisories', { ...osv, affected: null }).products).toEqual([]);
    });

    it('is refused in plain words where it is none', () => {
      expect(refusal('advisories', { hello: 'world' })).toBe('is not OSV: id is missing');
      expect(refusal('advisories', { ...osv, id: 7 })).toBe('is not OSV: id is not of type string');
      expect(refusal('advisories', { ...osv, id: '' })).toBe('is not OSV: id is empty');
      expect(refusal('advisories', { ...osv, id: 'x'.repeat(1_000_000) })).toContain('longer than 2,048 characters');
      expect(refusal('advisories', { ...osv, id: 'a\0b' })).toBe('is not OSV: id holds a control character');
      expect(refusal('advisories', { ...osv, id: 'a\ud800' })).toBe('is not OSV: id holds a control character');
      expect(refusal('advisories', { ...osv, modified: 'yesterday' })).toBe(
        'is not OSV: modified is not an RFC 3339 time',
      );
      expect(refusal('advisories', { ...osv, affected: [{ package: { name: 'x' } }] })).toBe(
        'is not OSV: affected[0].package.ecosystem is missing',
      );
      expect(refusal('advisories', { id: 'DEMO-1' })).toBe('is not OSV: it has neither modified nor published');
      const affected = (more: object) => ({ ...osv, affected: [more] });
      expect(refusal('advisories', affected({ ranges: [{ type: 'DATE', events: [] }] }))).toBe(
        'is not OSV: affected[0].ranges[0].type is none of SEMVER, ECOSYSTEM, GIT',
      );
      expect(refusal('advisories', affected({ ranges: [{ type: 'SEMVER', events: [{ from: '1' }] }] }))).toBe(
        'is not OSV: affected[0].ranges[0].events[0] names none of introduced, fixed, last_affected, limit',
      );
      expect(refusal('advisories', affected({ versions: [1] }))).toBe(
        'is not OSV: affected[0].versions[0] is not of type string',
      );
      expect(refusal('advisories', { ...osv, schema_version: 1 })).toBe('is not OSV: schema_version names no version');
    });
  });

  describe('a CycloneDX SBOM', () => {
    const about = {
      type: 'application',
      group: 'org.example',
      name: 'shop',
      version: '2',
      purl: 'pkg:maven/org.example/shop@2',
    };

    it('is known by its serial number, version, subject and components, nested ones included', () => {
      const nested = { type: 'library', name: 'inner', purl: 'pkg:golang/Example.com/Inner@v1?type=module#sub' };
      const sbom = {
        ...cycloneDx,
        serialNumber: 'urn:uuid:3E671687-395B-41F5-A30F-A58921A69B79',
        version: 3,
        metadata: { timestamp: '2025-01-02T03:04:05+01:00', component: about },
        components: [{ type: 'library', name: 'outer', components: [nested] }],
      };
      expect(recognise('sboms', sbom)).toEqual(
        jasmine.objectContaining({
          format: 'CycloneDX',
          formatVersion: '1.5',
          id: 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/3',
          subject: 'org.example/shop@2',
          modifiedAt: new Date('2025-01-02T02:04:05Z'),
          products: ['org.example/shop@2', 'pkg:golang/example.com/inner@v1', 'pkg:maven/org.example/shop@2'],
          ecosystems: ['go', 'maven'],
        }),
      );
    });

    it('is identified by its digest where it has no serial number', () => {
      const sbom = recognise('sboms', cycloneDx);
      expect(sbom.id).toBe(sbom.sha256);
      expect(sbom.subject).toBeUndefined();
    });

    it('of an image is also named by repository and tag', () => {
      const image = { type: 'container', name: 'registry.example.com/app', version: '1.2' };
      expect(recognise('sboms', { ...cycloneDx, metadata: { component: image } }).products).toEqual([
        'registry.example.com/app:1.2',
        'registry.example.com/app@1.2',
      ]);
    });

    it('is refused where it is none', () => {
      expect(refusal('sboms', { ...cycloneDx, specVersion: undefined })).toBe(
        'is not CycloneDX: specVersion names no version',
      );
      expect(refusal('sboms', { ...cycloneDx, components: [{ name: 'a', hashes: [{ alg: 'SHA-1' }] }] })).toBe(
        'is not CycloneDX: components[0].hashes[0].content is missing',
      );
      expect(refusal('sboms', { ...cycloneDx, components: [{ type: 'library' }] })).toBe(
        'is not CycloneDX: components[0].name is missing',
      );
      expect(refusal('sboms', cycloneDxVex)).toBe('is CycloneDX VEX without components; it belongs in vex');
      expect(refusal('sboms', { hello: 'world' })).toBe('is none of CycloneDX, SPDX');
      expect(refusal('advisories', cycloneDx)).toBe('is CycloneDX; it belongs in sboms or vex');
      expect(refusal('sboms', osv)).toBe('is OSV; it belongs in advisories');
    });
  });

  describe('a VEX document', () => {
    it('is CycloneDX with an analysis, with or without components', () => {
      expect(recognise('vex', cycloneDxVex)).toEqual(
        jasmine.objectContaining({
          kind: 'vex',
          format: 'CycloneDX',
          products: ['pkg:npm/app@1.0.0'],
          ecosystems: ['npm'],
        }),
      );
      const components = [{ type: 'library', 'bom-ref': 'a', name: 'a', purl: 'pkg:pypi/a@1' }];
      const vulnerabilities = [{ analysis: {}, affects: [{ ref: 'a' }] }];
      expect(recognise('vex', { ...cycloneDx, components, vulnerabilities }).products).toEqual(['pkg:pypi/a@1']);
    });

    it('is OpenVEX, of its present form and of the one before it', () => {
      expect(recognise('vex', openVex)).toEqual(
        jasmine.objectContaining({
          format: 'OpenVEX',
          formatVersion: '0.2.0',
          id: 'https://vex.example.com/1',
          modifiedAt: new Date('2025-03-01T10:00:00Z'),
          products: ['pkg:npm/app@1.0.0'],
        }),
      );
      const statements = [{ vulnerability: 'DEMO-1', status: 'affected', products: ['pkg:npm/app@1.0.0'] }];
      const draft = { ...openVex, '@context': 'https://openvex.dev/ns', statements };
      expect(recognise('vex', draft).formatVersion).toBe('0.0.1');
    });

    it('is refused where it states nothing, or lies in another folder', () => {
      expect(refusal('vex', cycloneDx)).toBe('is CycloneDX without an analysis of a vulnerability, so no VEX');
      expect(refusal('vex', { ...openVex, statements: [] })).toBe('is not OpenVEX: statements is empty');
      expect(refusal('vex', { ...openVex, statements: [{ vulnerability: 'x', status: 'fine' }] })).toBe(
        'is not OpenVEX: statements[0].status is none of not_affected, affected, fixed, under_investigation',
      );
      const reasoned = { vulnerability: 'x', status: 'not_affected', justification: 'trust me' };
      expect(refusal('vex', { ...openVex, statements: [reasoned] })).toMatch(
        /^is not OpenVEX: statements\[0\]\.justification is none of component_not_present, /,
      );
      expect(refusal('vex', { ...openVex, '@context': 'https://openvex.dev/nsfw' })).toBe(
        'is not OpenVEX: @context names no version',
      );
      const analysed = { ...cycloneDxVex.vulnerabilities[0], analysis: { state: 'fine' } };
      expect(refusal('vex', { ...cycloneDxVex, vulnerabilities: [analysed] })).toMatch(
        /^is not CycloneDX: vulnerabilities\[0\]\.analysis\.state is none of resolved, /,
      );
      expect(refusal('sboms', openVex)).toBe('is OpenVEX; it belongs in vex');
      expect(refusal('vex', { document: {} })).toBe('is none of OpenVEX, CSAF, CycloneDX');
    });
  });

  describe('refuses what is no document at all', () => {
    const text = (content: string) => refusalOf('advisories', Buffer.from(content));

    it('by what is wrong with its text', () => {
      expect(refusalOf('advisories', Uint8Array.of(0x7b, 0xc3, 0x28, 0x7d))).toBe('is not UTF-8');
      expect(text('')).toBe('is empty');
      expect(text('{"id": "secret", broken}')).toBe('is not JSON: unexpected text at position 17 (line 1 column 18)');
      expect(text('\uFEFF{}')).toBe('begins with a byte order mark; save it without');
      expect(text('{}\0')).toBe('contains a NUL byte');
      expect(text('[]')).toBe('is not a JSON object');
      expect(text('null')).toBe('is not a JSON object');
    });

    it('by its size and its nesting', () => {
      expect(refusalOf('advisories', new Uint8Array(maximumDocumentBytes + 1))).toContain('is larger than 32 MiB');
      expect(text(`{"id":${'['.repeat(100_000)}`)).toBe('is nested deeper than 128 levels');
      expect(text(JSON.stringify({ ...osv, details: '"[{\\'.repeat(1000) }))).toBe('accepted');
    });
  });
});
