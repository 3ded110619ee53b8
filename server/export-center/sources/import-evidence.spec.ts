import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { evidenceSources } from '../../contracts/export-center/sources.ts';
import { requireEvidenceFixtures } from '../../testing/evidence-fixtures.ts';
import { readEvidenceSources } from './evidence-sources.ts';
import { advisory } from './testing/evidence.ts';
import { importEvidence } from './testing/import-evidence.ts';
import { describeWithSources } from './testing/sources-database.ts';

describeWithSources('importEvidence', (database) => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(await realpath(tmpdir()), 'evidence-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function write(path: string, document: unknown): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), JSON.stringify(document));
  }

  const sourcesOf = (tenant: string) => readEvidenceSources(database(), tenant);
  const importing = () => importEvidence(database(), folder);

  it('imports each tenant, and tells what it holds and what was refused', async () => {
    await write('acme/advisories/1.json', advisory('DEMO-1'));
    await write('acme/advisories/2.json', advisory('DEMO-2', { modified: '2025-06-02T03:04:05.678Z' }));
    await write('acme/vex/1.json', {});
    await write('Not A Tenant/advisories/1.json', advisory('DEMO-3'));
    expect((await importing()).map(({ tenant }) => tenant)).toEqual(['acme']);
    const sources = await sourcesOf('acme');
    expect(evidenceSources.parse(sources)).toEqual(sources);
    expect(sources).toEqual({
      generation: 1,
      counts: { advisories: 2, vex: 0, sboms: 0 },
      formats: [{ kind: 'advisories', format: 'OSV', formatVersion: '1.5.0', count: 2 }],
      newestDocumentAt: '2025-06-02T03:04:05.678Z',
      lastImport: jasmine.objectContaining({
        imported: 2,
        refused: [{ path: 'vex/1.json', reason: 'is none of OpenVEX, CSAF, CycloneDX' }],
        refusedTotal: 1,
      }),
      currentImport: null,
    });
  });

  it('tells of a tenant that never had any', async () => {
    expect(await sourcesOf('nobody')).toEqual({
      generation: 0,
      counts: { advisories: 0, vex: 0, sboms: 0 },
      formats: [],
      newestDocumentAt: null,
      lastImport: null,
      currentImport: null,
    });
  });

  it('takes the evidence of a tenant whose folder is gone', async () => {
    await write('acme/advisories/1.json', advisory('DEMO-1'));
    await write('globex/advisories/1.json', advisory('DEMO-1'));
    await importing();
    await rm(join(folder, 'globex'), { recursive: true });
    await importing();
    expect((await sourcesOf('globex')).lastImport).toEqual(jasmine.objectContaining({ removed: 1, generation: 2 }));
    expect((await sourcesOf('acme')).generation).toBe(1);
  });

  it('leaves everything where no tenant has a folder, as when the volume is not mounted', async () => {
    await write('acme/advisories/1.json', advisory('DEMO-1'));
    await importing();
    await rm(join(folder, 'acme'), { recursive: true });
    expect(await importing()).toEqual([]);
    expect((await sourcesOf('acme')).counts.advisories).toBe(1);
  });

  it('takes in the real evidence whole: 1,749 advisories, 3 SBOMs and 7 VEX documents of acme', async () => {
    const evidence = requireEvidenceFixtures();
    const reports = await importEvidence(database(), evidence);
    expect(reports.map(({ tenant, report }) => [tenant, report.refused])).toEqual([
      ['acme', []],
      ['globex', []],
    ]);
    expect((await sourcesOf('acme')).counts).toEqual({ advisories: 1749, vex: 7, sboms: 3 });
    expect((await sourcesOf('globex')).counts).toEqual({ advisories: 128, vex: 1, sboms: 1 });
    const again = await importEvidence(database(), evidence);
    expect(again.map(({ report }) => [report.generation, report.unchanged])).toEqual([
      [1, 1759],
      [1, 130],
    ]);
  });
});
