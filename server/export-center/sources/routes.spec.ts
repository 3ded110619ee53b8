import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvidenceSources } from '../../contracts/export-center/sources.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { newTenant } from '../testing/drafts.ts';
import { walkTenantFolder } from './import-folder.ts';
import { importTenant } from './import-tenant.ts';

describeCenter('GET /sources', (center, database) => {
  const folder = temporaryFolder();
  const sourcesOf = async (tenant: string): Promise<EvidenceSources> => {
    const viewer = await center().as({ tenant, role: 'viewer' });
    const { status, body } = await viewer.get<EvidenceSources>('/api/export/sources');
    expect(status).toBe(200);
    return body;
  };

  it('shows what the tenant holds', async () => {
    const { counts, formats, lastImport } = await sourcesOf('acme');
    expect(counts).toEqual({ advisories: 27, vex: 4, sboms: 4 });
    expect(formats.map(({ format }) => format)).toContain('CycloneDX');
    expect(lastImport?.refused).toEqual([]);
    expect((await sourcesOf(newTenant())).counts).toEqual({ advisories: 0, vex: 0, sboms: 0 });
  });

  it('names the files that the import refused, and holds the rest', async () => {
    const tenant = newTenant();
    const advisories = join(folder(), tenant, 'advisories');
    await mkdir(advisories, { recursive: true });
    await writeFile(join(advisories, 'broken.json'), '{"id":');
    await writeFile(join(advisories, 'recipe.json'), '{"flour":"500 g"}');
    const osv = { schema_version: '1.5.0', id: 'GO-2025-0001', modified: '2025-06-01T00:00:00Z' };
    await writeFile(join(advisories, 'GO-2025-0001.json'), JSON.stringify(osv));
    // This tenant alone: an import of the whole folder would close the evidence of tenants that have none in it.
    await importTenant(database(), tenant, walkTenantFolder(join(folder(), tenant)));
    const { counts, lastImport } = await sourcesOf(tenant);
    expect(counts.advisories).toBe(1);
    expect(lastImport?.refused.map(({ path }) => path)).toEqual(['advisories/broken.json', 'advisories/recipe.json']);
  });
});
