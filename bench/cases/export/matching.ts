import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { builtInPolicy } from '../../../server/evidence/policy/built-in-policy.ts';
import { effectivePolicy } from '../../../server/evidence/policy/effective-policy.ts';
import { deriveEvidence } from '../../../server/evidence/derive/derive-evidence.ts';
import type { DerivedCounts } from '../../../server/evidence/derive/derived-outputs.ts';
import type { RawRecord, RawSbom } from '../../../server/evidence/derive/raw-evidence.ts';
import type { Benchmark } from '../../benchmark.ts';
import { advisoryText, sbomText } from '../../evidence/generate.ts';
import { peakMemoryDuring } from '../../machine/peak-memory.ts';
import { usageOf } from '../../machine/process-usage.ts';
import { goalHead, goalRow } from '../../measure/goal.ts';
import { temporaryFolder } from '../../stack/temporary-folder.ts';

const advisories = Number(process.env['BENCH_ADVISORIES'] ?? 250_000);
const sboms = 1_000;
const components = 500;
const mebibyte = 2 ** 20;

export const benchmark: Benchmark = {
  summary: `matching ${sboms} SBOMs of ${components} components against the advisories, beside parsing the same files`,
  async run() {
    await using folder = await temporaryFolder();
    const [advisoryFile, sbomFile] = [join(folder.path, 'advisories.jsonl'), join(folder.path, 'sboms.jsonl')];
    await writeRecords(advisoryFile, advisories, (number) => advisoryText(number, 0, 4_000), 'BENCH-2025-');
    await writeRecords(sbomFile, sboms, (number) => sbomText(number, components), 'service-');
    const parsing = await timed(async () => {
      for (const file of [advisoryFile, sbomFile]) {
        for await (const record of recordsOf<RawRecord>(file)) JSON.parse(record.content);
      }
    });
    const watched = await peakMemoryDuring(usageOf(process.pid), () =>
      timed(() => matchAll(advisoryFile, sbomFile, folder.path)),
    );
    const { result: matching } = watched;
    return [
      {
        title: `${advisories.toLocaleString('en')} advisories`,
        head: ['', 's', 'to parsing', 'evaluations'],
        rows: [
          [
            'read, normalise, match, judge',
            matching.seconds.toFixed(1),
            (matching.seconds / parsing.seconds).toFixed(2),
            matching.result.evaluations.toLocaleString('en'),
          ],
          ['read and JSON.parse each document', parsing.seconds.toFixed(1), '1.00', ''],
        ],
        note: 'In one thread, once; resident memory is that of the whole process.',
      },
      {
        title: 'Goals',
        head: goalHead,
        rows: [
          goalRow({ what: 'time', bound: 'at most', wanted: 60, measured: matching.seconds, unit: ' s', digits: 1 }),
          goalRow({
            what: 'growth of resident memory',
            bound: 'at most',
            wanted: 256,
            measured: (watched.peakBytes - watched.beforeBytes) / mebibyte,
            unit: ' MiB',
            digits: 0,
          }),
        ],
      },
    ];
  },
};

function matchAll(advisoryFile: string, sbomFile: string, workFolder: string): Promise<DerivedCounts> {
  const evidence = {
    advisories: () => recordsOf<RawRecord>(advisoryFile),
    vex: () => [],
    sboms: () => recordsOf<RawSbom>(sbomFile),
  };
  const outputs = {
    ...{ advisories: null, vex: null, consensus: null },
    evaluations: { write: () => Promise.resolve() },
    indexes: { advisories: null, vex: null, sbom: null, findings: null },
  };
  return deriveEvidence(evidence, outputs, {
    policy: effectivePolicy(builtInPolicy, '2025-10-01'),
    redaction: [],
    workFolder,
    signal: new AbortController().signal,
    report: () => undefined,
  });
}

/** Lines `{"id","source","sha256","content","subject"}`, in the order of a bundle. */
async function writeRecords(
  file: string,
  count: number,
  textOf: (number: number) => string,
  prefix: string,
): Promise<void> {
  const stream = createWriteStream(file);
  for (let number = 0; number < count; number += 1) {
    const content = textOf(number);
    const sha256 = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    const id = `${prefix}${String(number).padStart(6, '0')}`;
    const record: RawSbom = { id, source: 'bench', sha256, content, subject: `service-${number}@1.0.0` };
    if (!stream.write(`${JSON.stringify(record)}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
}

async function* recordsOf<Item>(file: string): AsyncGenerator<Item> {
  for await (const line of createInterface({ input: createReadStream(file) })) yield JSON.parse(line) as Item;
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; seconds: number }> {
  const started = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - started) / 1_000 };
}
