import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import type { Selectors } from '../../contracts/export-center/profile.ts';
import { DocumentStore } from './document-store.ts';
import { importTenant } from './import-tenant.ts';
import { advisory, evidenceFile } from './testing/evidence.ts';
import { noSelectors } from './testing/selectors.ts';
import { describeWithSources } from './testing/sources-database.ts';

const affects = (ecosystem: string, name: string) => ({ affected: [{ package: { ecosystem, name } }] });
const sbom = (name: string, version: string, ...purls: string[]) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  metadata: { timestamp: '2025-06-01T00:00:00Z', component: { type: 'application', name, version } },
  components: purls.map((purl) => ({ type: 'library', name: 'part', purl })),
});
const vex = (id: string, product: string, timestamp: string) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': id,
  timestamp,
  statements: [{ vulnerability: { name: 'GO-1' }, status: 'fixed', products: [{ '@id': product }] }],
});

describeWithSources('DocumentStore', (database) => {
  beforeEach(async () => {
    await importTenant(database(), 'acme', [
      evidenceFile('advisories/1.json', advisory('GO-1', affects('Go', 'example.com/Mux'))),
      evidenceFile('advisories/2.json', advisory('NPM-1', affects('npm', '@scope/router'))),
      evidenceFile(
        'advisories/3.json',
        advisory('npm-2', { ...affects('npm', '@scope/router-x'), modified: '2025-07-01T00:00:00Z' }),
      ),
      evidenceFile(
        'advisories/4.json',
        advisory('DEB-1', { ...affects('Debian:12', 'curl'), modified: '0001-01-01T00:00:00Z' }),
      ),
      evidenceFile('sboms/a.json', sbom('Shop', '1.0', 'pkg:npm/%40scope/router@1.0.0')),
      evidenceFile('sboms/b.json', sbom('shop', '2.0', 'pkg:golang/example.com/mux@v1')),
      evidenceFile('vex/v.json', vex('urn:vex:1', 'pkg:golang/example.com/Mux@v1', '2025-05-01T00:00:00Z')),
    ]);
  });

  function selection(kind: EvidenceKind, selectors: Partial<Selectors>) {
    const plannedAt = new Date('2025-07-02T00:00:00Z');
    return { tenant: 'acme', kind, generation: 1, selectors: { ...noSelectors, ...selectors }, plannedAt };
  }

  async function select(kind: EvidenceKind, selectors: Partial<Selectors> = {}): Promise<string[]> {
    const documents = await Array.fromAsync(new DocumentStore(database()).documents(selection(kind, selectors)));
    return documents.map(({ id, subject }) => subject ?? id);
  }

  it('streams documents by id, byte by byte, capitals first', async () => {
    expect(await select('advisories')).toEqual(['DEB-1', 'GO-1', 'NPM-1', 'npm-2']);
  });

  it('gives digests without text, and totals that agree with them', async () => {
    const store = new DocumentStore(database());
    const all = selection('advisories', {});
    const documents = await Array.fromAsync(store.documents(all));
    const digests = await Array.fromAsync(store.digests(all));
    expect(digests).toEqual(documents.map(({ content: _content, ...digest }) => digest));
    expect(await store.totals(all)).toEqual({
      documents: 4,
      bytes: documents.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0),
    });
  });

  it('selects advisories by package, whatever version a pattern names', async () => {
    expect(await select('advisories', { products: ['pkg:npm/%40scope/router'] })).toEqual(['NPM-1']);
    expect(await select('advisories', { products: ['pkg:npm/@scope/router@1.*'] })).toEqual(['NPM-1']);
    expect(await select('advisories', { products: ['pkg:npm/@Scope/*', 'pkg:golang/example.com/mux@v9'] })).toEqual([
      'GO-1',
      'NPM-1',
      'npm-2',
    ]);
    expect(await select('advisories', { products: ['*'] })).toEqual(['DEB-1', 'GO-1', 'NPM-1', 'npm-2']);
    expect(await select('advisories', { products: ['pkg:npm/@scope/%'] })).toEqual([]);
  });

  it('selects SBOMs and VEX by the purls that they name, with their version', async () => {
    expect(await select('sboms', { products: ['pkg:golang/example.com/*'] })).toEqual(['shop@2.0']);
    expect(await select('sboms', { products: ['pkg:npm/@scope/router@1.*'] })).toEqual(['Shop@1.0']);
    expect(await select('vex', { products: ['pkg:golang/example.com/mux@v1'] })).toEqual(['urn:vex:1']);
    expect(await select('vex', { products: ['pkg:golang/example.com/mux@v2'] })).toEqual([]);
  });

  it('selects by ecosystem, of a release too', async () => {
    expect(await select('advisories', { ecosystems: ['go', 'Debian'] })).toEqual(['DEB-1', 'GO-1']);
    expect(await select('advisories', { ecosystems: ['Debian:11'] })).toEqual([]);
    expect(await select('sboms', { ecosystems: ['npm'] })).toEqual(['Shop@1.0']);
    expect(await select('vex', { ecosystems: ['npm'] })).toEqual([]);
  });

  it('selects SBOMs by subject and leaves the other kinds alone', async () => {
    expect(await select('sboms', { sbomSubjects: ['shop@1.0'] })).toEqual(['Shop@1.0']);
    expect((await select('sboms', { sbomSubjects: ['shop@*'] })).sort()).toEqual(['Shop@1.0', 'shop@2.0']);
    expect(await select('vex', { sbomSubjects: ['none'] })).toEqual(['urn:vex:1']);
  });

  it('selects by time: from on, up to and without to; a zero time is that of ingestion', async () => {
    const timeWindow = { from: '2025-06-01T00:00:00.000Z', to: '2025-07-01T00:00:00.000Z' };
    expect(await select('advisories', { timeWindow })).toEqual(['GO-1', 'NPM-1']);
    expect(await select('vex', { timeWindow })).toEqual([]);
    expect(await select('advisories', { timeWindow: { lastDays: 2 } })).toEqual(['DEB-1', 'npm-2']);
  });

  it('narrows by every selector that is given', async () => {
    expect(await select('advisories', { ecosystems: ['npm'], products: ['pkg:golang/*'] })).toEqual([]);
  });

  it('pages through more documents than a page holds, and through one larger than a page', async () => {
    const large = 'x'.repeat(3 * 1024 * 1024);
    const files = Array.from({ length: 1203 }, (_, index) =>
      evidenceFile(
        `advisories/${index}.json`,
        advisory(`D-${String(index).padStart(4, '0')}`, index % 600 === 1 ? { details: large, summary: large } : {}),
      ),
    );
    await importTenant(database(), 'globex', files);
    const all = { ...selection('advisories', {}), tenant: 'globex' };
    const documents = await Array.fromAsync(new DocumentStore(database()).documents(all));
    expect(documents.map(({ id }) => id)).toEqual(documents.map((_, index) => `D-${String(index).padStart(4, '0')}`));
    expect(documents.length).toBe(1203);
    expect((await Array.fromAsync(new DocumentStore(database()).digests(all))).length).toBe(1203);
  });

  it('has generation 0 of a tenant that it does not know', async () => {
    expect(await new DocumentStore(database()).generation('unknown')).toBe(0);
  });
});
