import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readTenantPolicy, walkTenantFolder } from '../import-folder.ts';
import { recogniseDocument } from '../recognise.ts';
import type { RecognisedDocument } from '../recognised-document.ts';
import { bytesOf } from '../testing/evidence.ts';
import { generateOwnSbom, ownSbomFile } from './generate-own-sbom.ts';

async function documentsOf(tenant: string): Promise<RecognisedDocument[]> {
  const files = await Array.fromAsync(walkTenantFolder(fileURLToPath(new URL(tenant, import.meta.url))));
  return files.map((file) => recogniseDocument(file.kind, bytesOf(file)));
}

describe('the sample evidence', () => {
  it('holds what its README says', async () => {
    const counts = async (tenant: string) => {
      const documents = await documentsOf(tenant);
      return ['advisories', 'sboms', 'vex'].map(
        (kind) => documents.filter((document) => document.kind === kind).length,
      );
    };
    expect(await counts('acme')).toEqual([27, 4, 4]);
    expect(await counts('globex')).toEqual([17, 1, 1]);
  });

  it('holds a policy of acme that is read as its README says', async () => {
    const folder = (tenant: string) => fileURLToPath(new URL(tenant, import.meta.url));
    expect(await readTenantPolicy(folder('globex'))).toBeNull();
    const found = await readTenantPolicy(folder('acme'));
    const policy = found !== null && 'policy' in found ? found.policy : undefined;
    expect(policy?.severities).toEqual({ critical: 'block', high: 'block', medium: 'warn', low: 'pass' });
    expect(policy?.ignores.map(({ until }) => until)).toEqual(['2099-12-31', '2025-08-31']);
  });

  it('names each advisory file after its id', async () => {
    for (const tenant of ['acme', 'globex']) {
      const names = await readdir(new URL(`${tenant}/advisories/`, import.meta.url));
      const ids = (await documentsOf(tenant)).filter(({ kind }) => kind === 'advisories').map(({ id }) => `${id}.json`);
      expect(ids.sort()).toEqual(names.sort());
    }
  });

  it('has the SBOM of this project as the lock file makes it (else run generate-own-sbom.ts)', async () => {
    const shipped = await readFile(ownSbomFile, 'utf8');
    expect(shipped === (await generateOwnSbom()))
      .withContext('stella-console.cdx.json is of this lock file')
      .toBeTrue();
  });
});
