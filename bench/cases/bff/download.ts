import { startBaseline, type Baseline } from '../../baselines/start-baseline.ts';
import type { Benchmark } from '../../benchmark.ts';
import { download, type DownloadsResult } from '../../load/downloads.ts';
import { divideCores, type Cores } from '../../machine/cores.ts';
import { peakMemoryDuring } from '../../machine/peak-memory.ts';
import { usageOf, type ProcessUsage } from '../../machine/process-usage.ts';
import { goalHead, goalRow } from '../../measure/goal.ts';
import { measureInRounds } from '../../measure/rounds.ts';
import { median, pairedRatio } from '../../measure/statistics.ts';
import { startIssuer, type Issuer } from '../../stack/issuer.ts';
import { signInMany } from '../../stack/sign-in-at-issuer.ts';
import { startBff } from '../../stack/start-bff.ts';

const mebibyte = 2 ** 20;
const fast = { bytes: 1024 * mebibyte };
/** About 20 s. */
const slow = { parallel: 8, bytes: 100_000_000, bytesPerSecond: 5_000_000 };

interface Sample {
  readonly bytesPerSecond: number;
  readonly cpuSeconds: number;
}

export const benchmark: Benchmark = {
  summary: 'downloads through the BFF: speed beside a node:http pipe, memory with slow readers',
  async run() {
    using cores = divideCores();
    await using held = new AsyncDisposableStack();
    const issuer = await startIssuer({ binds: true });
    held.defer(() => issuer.close());
    const upstream = await startBaseline('upstream');
    held.defer(() => upstream.close());
    const speed = await measureSpeed({ issuer, upstream, cores });
    const memory = await measureMemory({ issuer, upstream, cores });
    return [
      speed.table,
      {
        title: 'Goals',
        head: goalHead,
        rows: [
          goalRow({
            what: 'throughput of one download, to the pipe',
            bound: 'at least',
            wanted: 0.75,
            measured: speed.ratio,
          }),
          goalRow({
            what: `growth of resident memory with ${slow.parallel} downloads read at 5 MB/s`,
            bound: 'at most',
            wanted: 64,
            measured: (memory.peakBytes - memory.beforeBytes) / mebibyte,
            unit: ' MiB',
            digits: 0,
          }),
        ],
        note: `Memory: a process of its own that had answered a few short downloads before, ${Math.round(memory.beforeBytes / mebibyte)} MiB then; looked at
every 50 ms while ${slow.parallel} downloads of 100 MB each were read in ${memory.result.seconds.toFixed(0)} s.`,
      },
    ];
  },
};

interface Surroundings {
  readonly issuer: Issuer;
  readonly upstream: Baseline;
  readonly cores: Cores;
}

async function measureSpeed({ issuer, upstream, cores }: Surroundings) {
  await using held = new AsyncDisposableStack();
  const pipe = await startBaseline('pipe', { upstream: upstream.url, core: cores.proxy });
  held.defer(() => pipe.close());
  const bff = await startBff({ issuer, upstream: upstream.url, core: cores.proxy });
  held.defer(() => bff.close());
  const headers = await signInMany(bff.origin, 1);

  const samples = await measureInRounds<'pipe' | 'bff', Sample>({
    pipe: () =>
      measure(usageOf(pipe.pid), () => download({ url: bundleAt(pipe.url, fast.bytes), parallel: 1, ...fast })),
    bff: () =>
      measure(bff.usage, () => download({ url: bundleAt(bff.origin, fast.bytes), headers, parallel: 1, ...fast })),
  });
  const speedOf = (name: keyof typeof samples) => samples[name].map(({ bytesPerSecond }) => bytesPerSecond);
  const cpuOf = (name: keyof typeof samples) => samples[name].map(({ cpuSeconds }) => cpuSeconds);
  const row = (shown: string, name: keyof typeof samples) => [
    shown,
    Math.round(median(speedOf(name)) / 1e6).toLocaleString('en'),
    `× ${pairedRatio(speedOf(name), speedOf('pipe')).toFixed(2)}`,
    median(cpuOf(name)).toFixed(2),
    `× ${(1 / pairedRatio(cpuOf(name), cpuOf('pipe'))).toFixed(2)}`,
  ];
  return {
    ratio: pairedRatio(speedOf('bff'), speedOf('pipe')),
    table: {
      title: 'One download of 1 GiB',
      head: ['', 'MB/s', 'to the pipe', 'CPU s', 'to the pipe'],
      rows: [row('node:http pipe', 'pipe'), row('the BFF', 'bff')],
      note: `Medians of ${samples.pipe.length} interleaved rounds; the BFF on ${bff.database}, its log at info. ${cores.told}`,
    },
  };
}

async function measureMemory({ issuer, upstream, cores }: Surroundings) {
  await using held = new AsyncDisposableStack();
  const bff = await startBff({ issuer, upstream: upstream.url, core: cores.proxy });
  held.defer(() => bff.close());
  const headers = await signInMany(bff.origin, slow.parallel);
  const short = { ...slow, bytes: mebibyte };
  await download({ url: bundleAt(bff.origin, short.bytes), headers, ...short });
  return await peakMemoryDuring(bff.usage, () => download({ url: bundleAt(bff.origin, slow.bytes), headers, ...slow }));
}

async function measure(usage: ProcessUsage, work: () => Promise<DownloadsResult>): Promise<Sample> {
  const before = usage.cpuSeconds();
  const { seconds } = await work();
  return { bytesPerSecond: fast.bytes / seconds, cpuSeconds: usage.cpuSeconds() - before };
}

function bundleAt(origin: string, bytes: number): string {
  return `${origin}/api/export/runs/run-00000000000000000000000000/bundle?bytes=${bytes}`;
}
