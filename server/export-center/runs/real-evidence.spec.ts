import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../kernel/database/database.ts';
import { migrate } from '../../kernel/database/migrate.ts';
import type { ExportManifest } from '../../contracts/export-center/run.ts';
import type { SigningKey } from '../../contracts/export-center/keys.ts';
import { requireEvidenceFixtures } from '../../testing/evidence-fixtures.ts';
import { requireProgram } from '../../testing/require-program.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { makeTestDatabaseHome } from '../../testing/test-database.ts';
import { exportCenterMigrations } from '../migrations.ts';
import { createProfile, download, runToSuccess } from '../testing/run-steps.ts';
import { startTrialCenter, type TrialCenter } from '../testing/trial-center.ts';

describe('runs of real evidence', () => {
  const folder = temporaryFolder();

  it('hold exactly what acme has, twice the same, and stand up to zstd, tar, sha256sum and openssl', async () => {
    const evidenceDir = requireEvidenceFixtures();
    requireProgram('zstd', 'tar', 'sha256sum', 'openssl');
    const home = await makeTestDatabaseHome();
    const database = await openDatabase(home);
    await migrate(database, { export_center: exportCenterMigrations });
    const center = await startTrialCenter({ database, dataDir: home.dataDir, evidenceDir });
    try {
      await center.startWorker();
      const operator = await center.as();
      const { profileId } = await createProfile(center);
      const { run } = await runToSuccess(operator, { profileId });
      expect(run.counts).toEqual({ advisories: 1_749, vex: 7, sboms: 3, policyEvaluations: 0 });
      const second = (await runToSuccess(operator, { profileId })).run;
      expect([second.inputsHash, second.rerunHash]).toEqual([run.inputsHash, run.rerunHash]);

      const [one, other] = [await unpack(center, run.runId), await unpack(center, second.runId)];
      expect(other.artifacts).toEqual(one.artifacts);
      await judge(center, one.folder, one);
    } finally {
      await center.close();
      await database.close();
      await home.remove();
    }
  }, 120_000);

  async function unpack(center: TrialCenter, runId: string): Promise<ExportManifest & { folder: string }> {
    const unpacked = join(folder(), runId);
    await mkdir(unpacked);
    await writeFile(join(unpacked, 'bundle.tar.zst'), await download(await center.as(), runId));
    shell(unpacked, 'zstd', '-d', '-q', 'bundle.tar.zst');
    shell(unpacked, 'tar', '-x', '-f', 'bundle.tar');
    const manifest = JSON.parse(shell(unpacked, 'cat', 'export.json')) as ExportManifest;
    return { ...manifest, folder: unpacked };
  }

  async function judge(center: TrialCenter, unpacked: string, { artifacts }: ExportManifest): Promise<void> {
    const sums = artifacts.map(({ path, sha256 }) => `${sha256.replace('sha256:', '')}  ${path}\n`).join('');
    await writeFile(join(unpacked, 'sums'), sums);
    expect(shell(unpacked, 'sha256sum', '--check', '--strict', '--quiet', 'sums')).toBe('');

    const lines = shell(unpacked, 'sh', '-c', 'zstd -dcq data/raw/advisories/*.zst | wc -l');
    expect(Number(lines)).toBe(1_749);

    const { body } = await (await center.as()).get<{ items: SigningKey[] }>('/api/export/keys');
    await writeFile(join(unpacked, 'acme.pub'), body.items[0]?.publicKeyPem ?? '');
    shell(unpacked, 'sh', '-c', 'base64 -d signatures/export.sig > export.der');
    const verify = ['dgst', '-sha256', '-verify', 'acme.pub', '-signature', 'export.der', 'export.json'];
    expect(shell(unpacked, 'openssl', ...verify).trim()).toBe('Verified OK');
  }
});

function shell(cwd: string, program: string, ...args: string[]): string {
  return execFileSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
