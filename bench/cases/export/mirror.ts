import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import type { Benchmark } from '../../benchmark.ts';
import { changeAdvisories, generateAdvisories, generateSboms } from '../../evidence/generate.ts';
import { peakMemoryDuring } from '../../machine/peak-memory.ts';
import { goalHead, goalRow } from '../../measure/goal.ts';
import { type ProcessCost, processGoals } from '../../measure/process-goals.ts';
import { bundleFileOf } from '../../stack/bundle-files.ts';
import { secondsOf, startExport, type ExportStack } from '../../stack/start-export.ts';
import { temporaryFolder } from '../../stack/temporary-folder.ts';

/** 250,000 documents of 4 KB: 1 GB. BENCH_ADVISORIES asks for fewer. */
const advisories = Number(process.env['BENCH_ADVISORIES'] ?? 250_000);
const sboms = { count: 20, components: 300 };
const changedEach = 100;
const level = 10;
const mebibyte = 2 ** 20;
const execute = promisify(execFile);

const draft = {
  ...{ kind: 'mirror', include: ['advisories', 'vex', 'sboms', 'findings'], policySnapshotMode: 'optional' },
  compression: { codec: 'zstd', level },
};

export const benchmark: Benchmark = {
  summary: 'mirror:full and mirror:delta of a gigabyte of advisories, beside tar | zstd of the same tree',
  async run() {
    await using folder = await temporaryFolder();
    const evidence = join(folder.path, 'evidence');
    const tenantFolder = join(evidence, 'acme');
    const bytes = await generateAdvisories({ folder: tenantFolder, count: advisories });
    await generateSboms(tenantFolder, sboms);
    const stack = await startExport({ folder: folder.path, evidence });
    try {
      const { generation } = await stack.untilImported(advisories + sboms.count, 1);
      const full = await measureRun(stack, { ...draft, name: 'full', variant: 'full' });
      const archiveSeconds = await archiveTree(stack, full.run, join(folder.path, 'tree'));
      await changeAdvisories({ folder: tenantFolder, count: advisories }, changedEach);
      await stack.untilImported(advisories + sboms.count, generation + 1);
      const delta = await measureRun(stack, { ...draft, name: 'delta', variant: 'delta' });
      return tablesOf({ stack, bytes, full, delta, archiveSeconds });
    } finally {
      await stack.close();
    }
  },
};

interface Measured extends ProcessCost {
  readonly run: Run;
  readonly seconds: number;
}

async function measureRun(stack: ExportStack, profile: object): Promise<Measured> {
  const { profileId } = await stack.createProfile(profile);
  stack.forgetEventLoopDelay();
  const { result: run, beforeBytes, peakBytes } = await peakMemoryDuring(stack.usage, () => stack.run(profileId));
  const { p99 } = await stack.eventLoopDelay();
  return { run, seconds: secondsOf(run), grownBytes: peakBytes - beforeBytes, eventLoopP99: p99 };
}

/** Unpacks the bundle down to its plain records, and packs that tree as one would without us; answers the seconds. */
async function archiveTree(stack: ExportStack, run: Run, tree: string): Promise<number> {
  await mkdir(tree, { recursive: true });
  await execute('tar', ['--zstd', '-xf', await bundleFileOf(stack, run), '-C', tree]);
  await execute('sh', ['-c', 'find "$1" -name "*.zst" -exec zstd -q -d --rm {} +', 'sh', tree]);
  const started = performance.now();
  await execute('sh', ['-c', `tar -C "$1" -c . | zstd -q -f -T2 -${level} -o "$1.tar.zst"`, 'sh', tree]);
  const seconds = (performance.now() - started) / 1_000;
  await rm(tree, { recursive: true });
  return seconds;
}

interface Results {
  readonly stack: ExportStack;
  readonly bytes: number;
  readonly full: Measured;
  readonly delta: Measured;
  readonly archiveSeconds: number;
}

function tablesOf({ stack, bytes, full, delta, archiveSeconds }: Results) {
  const row = (what: string, { run, seconds, grownBytes, eventLoopP99 }: Measured) => [
    what,
    seconds.toFixed(1),
    ((run.bundle?.bytes ?? 0) / mebibyte).toFixed(1),
    (grownBytes / mebibyte).toFixed(0),
    eventLoopP99.toFixed(1),
    phasesOf(run),
  ];
  return [
    {
      title: `${advisories.toLocaleString('en')} advisories (${(bytes / 1e9).toFixed(2)} GB), ${sboms.count} SBOMs, ${stack.database}`,
      head: ['', 's', 'MiB', 'grown MiB', 'event loop p99 ms', 'seconds by phase'],
      rows: [
        row('mirror:full', full),
        row(`mirror:delta, 1 in ${changedEach} changed`, delta),
        [`tar | zstd -T2 -${level} of the plain tree`, archiveSeconds.toFixed(1), '', '', '', ''],
      ],
      note: 'One run each. Memory is that of the process with all roles, looked at every 50 ms.',
    },
    {
      title: 'Goals',
      head: goalHead,
      rows: [
        goalRow({
          what: 'throughput of mirror:full, to tar | zstd',
          bound: 'at least',
          wanted: 0.3,
          measured: archiveSeconds / full.seconds,
        }),
        ...processGoals([full, delta]),
        goalRow({
          what: 'time of the delta, to the full',
          bound: 'at most',
          wanted: 0.1,
          measured: delta.seconds / full.seconds,
        }),
      ],
    },
  ];
}

function phasesOf({ phases }: Run): string {
  return phases
    .map(({ phase, startedAt, finishedAt }) => {
      const seconds = (Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt)) / 1_000;
      return `${phase} ${seconds.toFixed(1)}`;
    })
    .join(', ');
}
