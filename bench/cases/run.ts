import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { projectPath } from '../../scripts/bootstrap/project.mjs';
import type { Profile } from '../../server/contracts/export-center/profile.ts';
import type { Run, SubmittedRun } from '../../server/contracts/export-center/run.ts';
import type { Benchmark } from '../benchmark.ts';
import { measureInRounds } from '../measure/rounds.ts';
import { median, pairedRatio } from '../measure/statistics.ts';
import { signIn, type SignedIn } from '../stack/sign-in.ts';
import { startStack } from '../stack/start-stack.ts';
import { temporaryFolder } from '../stack/temporary-folder.ts';

const beside = projectPath('..', 'shared', 'data', 'evidence');
const sample = projectPath('server', 'export-center', 'sources', 'sample');
const evidence = process.env['EVIDENCE_DIR'] ?? (existsSync(beside) ? beside : sample);
const tenant = 'acme';
const level = 10;

export const benchmark: Benchmark = {
  summary: 'a json:raw run of one tenant, from submit to the verified bundle, beside tar | zstd of the same files',
  async run() {
    await using folder = await temporaryFolder();
    const archive = join(folder.path, 'plain.tar.zst');
    const stack = await startStack({ dataDir: join(folder.path, 'data'), env: { EVIDENCE_DIR: evidence } });
    try {
      const admin = await signIn(stack.origin, 'admin', tenant);
      const draft = { name: 'benchmark', kind: 'json', variant: 'raw', compression: { codec: 'zstd', level } };
      const { profileId } = (await admin.call('POST', '/api/export/profiles', draft)) as Profile;
      let last: Run | undefined;
      const samples = await measureInRounds({
        run: async () => {
          const started = performance.now();
          last = await runToTheEnd(admin, profileId);
          return performance.now() - started;
        },
        archive: async () => {
          const started = performance.now();
          await tarAndZstd(join(evidence, tenant), archive);
          return performance.now() - started;
        },
      });
      const seconds = (times: number[]) => (median(times) / 1000).toFixed(2);
      const kibibytes = (bytes: number) => Math.round(bytes / 1024).toLocaleString('en');
      return [
        {
          title: `Evidence of ${tenant} from ${evidence}`,
          head: ['', 's', 'to tar | zstd', 'KiB'],
          rows: [
            ['run', seconds(samples.run), ratio(samples.run, samples.archive), kibibytes(last?.bundle?.bytes ?? 0)],
            [`tar | zstd -${level}`, seconds(samples.archive), '× 1.00', kibibytes((await stat(archive)).size)],
          ],
          note: `Medians of 5 rounds; ${JSON.stringify(last?.counts)}. The run collects, sorts, hashes, packs, signs and verifies, and was
asked for its state every 20 ms; tar and zstd pack the files as they lie there.`,
        },
      ];
    } finally {
      await stack.close();
    }
  },
};

async function runToTheEnd(caller: SignedIn, profileId: string): Promise<Run> {
  const { runId } = (await caller.call('POST', '/api/export/runs', { profileId })) as SubmittedRun;
  for (;;) {
    const run = (await caller.call('GET', `/api/export/runs/${runId}`)) as Run;
    if (run.status === 'succeeded') return run;
    if (run.status !== 'pending' && run.status !== 'running') throw new Error(`${runId}: ${JSON.stringify(run.error)}`);
    await sleep(20);
  }
}

async function tarAndZstd(folder: string, archive: string): Promise<void> {
  const script = `tar -C "$1" -c . | zstd -q -f -${level} -o "$2"`;
  await promisify(execFile)('sh', ['-c', script, 'sh', folder, archive]);
}

function ratio(samples: readonly number[], reference: readonly number[]): string {
  return `× ${pairedRatio(samples, reference).toFixed(2)}`;
}
