import { execFile } from 'node:child_process';
import { copyFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildOfflineKit } from '../../../scripts/offline-kit/build-offline-kit.ts';
import type { Benchmark } from '../../benchmark.ts';
import { generateAdvisories } from '../../evidence/generate.ts';
import { measureInRounds } from '../../measure/rounds.ts';
import { median, pairedRatio } from '../../measure/statistics.ts';
import { bundleFileOf } from '../../stack/bundle-files.ts';
import { startExport } from '../../stack/start-export.ts';
import { temporaryFolder } from '../../stack/temporary-folder.ts';

/** A quarter of what the mirrors are measured with. */
const advisories = Math.ceil(Number(process.env['BENCH_ADVISORIES'] ?? 250_000) / 4);
const mebibyte = 2 ** 20;
const execute = promisify(execFile);

export const benchmark: Benchmark = {
  summary: 'mirror verify of a mirror:full, beside sha256sum of the bundle and of what is in it',
  async run() {
    await using folder = await temporaryFolder();
    const evidence = join(folder.path, 'evidence');
    await generateAdvisories({ folder: join(evidence, 'acme'), count: advisories });
    const bundle = join(folder.path, 'mirror-20251029-full.tar.zst');
    const key = join(folder.path, 'export-center.pub');
    const stack = await startExport({ folder: folder.path, evidence });
    try {
      await stack.untilImported(advisories, 1);
      const { profileId } = await stack.createProfile({ name: 'full', kind: 'mirror', variant: 'full' });
      await copyFile(await bundleFileOf(stack, await stack.run(profileId)), bundle);
      await writeFile(key, await stack.publicKeyPem());
    } finally {
      await stack.close();
    }
    const kit = join(folder.path, 'kit');
    await buildOfflineKit(kit);
    const verify = [join(kit, 'bin', 'mirror'), 'verify', '--key', key, bundle];
    const samples = await measureInRounds(
      {
        verify: () => timed(process.execPath, verify),
        bundle: () => timed('sha256sum', [bundle]),
        content: () => timed('sh', ['-c', 'zstd -dc "$1" | tar -xO | sha256sum', 'sh', bundle]),
        plain: () => timed('sh', ['-c', 'zstd -dc "$1" | tar -x --to-command="zstd -dcfq | sha256sum"', 'sh', bundle]),
      },
      3,
    );
    const row = (what: string, times: number[]) => [
      what,
      (median(times) / 1_000).toFixed(2),
      pairedRatio(samples.verify, times).toFixed(2),
    ];
    return [
      {
        title: `A bundle of ${((await stat(bundle)).size / mebibyte).toFixed(0)} MiB, ${advisories.toLocaleString('en')} advisories`,
        head: ['', 's', 'mirror verify to it'],
        rows: [
          row('mirror verify', samples.verify),
          row('sha256sum of the file', samples.bundle),
          row('unpacked and sha256sum', samples.content),
          row('unpacked, each file decompressed and sha256sum', samples.plain),
        ],
        note: 'Medians of 3 rounds. mirror verify hashes file, members and records, checks signatures and reads every record.',
      },
    ];
  },
};

async function timed(program: string, args: readonly string[]): Promise<number> {
  const started = performance.now();
  await execute(program, args);
  return performance.now() - started;
}
