import { execFile } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ImportReport } from '../../../server/contracts/export-center/sources.ts';
import type { Benchmark } from '../../benchmark.ts';
import { changeAdvisories, generateAdvisories, generateSboms } from '../../evidence/generate.ts';
import { peakMemoryDuring } from '../../machine/peak-memory.ts';
import { goalHead, goalRow } from '../../measure/goal.ts';
import { type ProcessCost, processGoals } from '../../measure/process-goals.ts';
import { startExport, type ExportStack } from '../../stack/start-export.ts';
import { temporaryFolder } from '../../stack/temporary-folder.ts';

/** 250,000 documents of 4 KB: 1 GB. BENCH_ADVISORIES asks for fewer. */
const advisories = Number(process.env['BENCH_ADVISORIES'] ?? 250_000);
const changedEach = 100;
const mebibyte = 2 ** 20;
/** No import by itself in the midst of those that are measured. */
const onRequestAlone = { EVIDENCE_QUIET_SECONDS: '3600', EVIDENCE_POLL_SECONDS: '86400' };
const execute = promisify(execFile);

export const benchmark: Benchmark = {
  summary: 'importing a gigabyte of advisories, again with 1 % changed and with none, beside sha256sum and JSON.parse',
  async run() {
    await using folder = await temporaryFolder();
    const evidence = join(folder.path, 'evidence');
    const tenantFolder = join(evidence, 'acme');
    const generated = { folder: folder.path, count: advisories };
    const bytes = await generateAdvisories(generated);
    await generateSboms(tenantFolder, { count: 1, components: 1 });
    const plain = await measurePlain(join(folder.path, 'advisories'), folder.path);
    const stack = await startExport({ folder: folder.path, evidence, env: onRequestAlone });
    try {
      await stack.untilImported(1, 1);
      await rename(join(folder.path, 'advisories'), join(tenantFolder, 'advisories'));
      const first = await measureImport(stack);
      const same = await measureImport(stack);
      await changeAdvisories({ ...generated, folder: tenantFolder }, changedEach);
      const changed = await measureImport(stack);
      return tablesOf({ stack, bytes, plain, first, same, changed });
    } finally {
      await stack.close();
    }
  },
};

interface Measured extends ProcessCost {
  readonly seconds: number;
  /** CPU time of the process, all its threads; that of a PostgreSQL server is not in it. */
  readonly cpuSeconds: number;
  readonly report: ImportReport;
}

async function measureImport(stack: ExportStack): Promise<Measured> {
  stack.forgetEventLoopDelay();
  const cpuBefore = stack.usage.cpuSeconds();
  const { result: report, beforeBytes, peakBytes } = await peakMemoryDuring(stack.usage, () => stack.import());
  const cpuSeconds = stack.usage.cpuSeconds() - cpuBefore;
  const { p99 } = await stack.eventLoopDelay();
  const seconds = (Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1_000;
  return { seconds, cpuSeconds, grownBytes: peakBytes - beforeBytes, eventLoopP99: p99, report };
}

interface Plain {
  readonly hashSeconds: number;
  readonly parseSeconds: number;
}

/** What everybody would do with the files who wants to know whether they are whole: hash, and parse. */
async function measurePlain(advisoriesFolder: string, workFolder: string): Promise<Plain> {
  const parser = join(workFolder, 'parse.mjs');
  await mkdir(workFolder, { recursive: true });
  await writeFile(parser, parserText);
  const hash = 'find "$1" -name "*.json" -print0 | xargs -0 sha256sum > /dev/null';
  const parse = 'find "$1" -name "*.json" | "$2" "$3"';
  return {
    hashSeconds: await timed('sh', ['-c', hash, 'sh', advisoriesFolder]),
    parseSeconds: await timed('sh', ['-c', parse, 'sh', advisoriesFolder, process.execPath, parser]),
  };
}

const parserText = `
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
for await (const file of createInterface({ input: process.stdin })) JSON.parse(readFileSync(file, 'utf8'));
`;

async function timed(program: string, args: readonly string[]): Promise<number> {
  const started = performance.now();
  await execute(program, args);
  return (performance.now() - started) / 1_000;
}

interface Results {
  readonly stack: ExportStack;
  readonly bytes: number;
  readonly plain: Plain;
  readonly first: Measured;
  readonly same: Measured;
  readonly changed: Measured;
}

function tablesOf({ stack, bytes, plain, first, same, changed }: Results) {
  const plainSeconds = plain.hashSeconds + plain.parseSeconds;
  const all = [first, same, changed];
  const row = (what: string, { seconds, cpuSeconds, grownBytes, eventLoopP99, report }: Measured) => [
    what,
    seconds.toFixed(1),
    cpuSeconds.toFixed(1),
    (seconds / plainSeconds).toFixed(2),
    (grownBytes / mebibyte).toFixed(0),
    eventLoopP99.toFixed(1),
    `${report.imported} new, ${report.changed} changed, ${report.unchanged} unchanged`,
  ];
  const plainRow = (what: string, seconds: number) => [
    what,
    seconds.toFixed(1),
    '',
    (seconds / plainSeconds).toFixed(2),
    '',
    '',
    '',
  ];
  return [
    {
      title: `${advisories.toLocaleString('en')} advisories (${(bytes / 1e9).toFixed(2)} GB), ${stack.database}`,
      head: ['', 's', 'CPU s', 'to plain', 'grown MiB', 'event loop p99 ms', ''],
      rows: [
        row('first import', first),
        row('again, nothing changed', same),
        row(`again, 1 in ${changedEach} changed`, changed),
        plainRow('find | xargs sha256sum', plain.hashSeconds),
        plainRow('JSON.parse of each file in Node', plain.parseSeconds),
      ],
      note: 'One run each, of the process with all roles; its memory is looked at every 50 ms. Plain is hashing and parsing.',
    },
    {
      title: 'Goals',
      head: goalHead,
      rows: [
        goalRow({
          what: 'CPU time where nothing changed, or 1 %',
          bound: 'at most',
          wanted: 60,
          measured: Math.max(same.cpuSeconds, changed.cpuSeconds),
          unit: ' s',
          digits: 1,
        }),
        ...processGoals(all),
      ],
    },
  ];
}
