import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { normaliseAdvisory } from '../../../../../evidence/normalise/normalise-advisory.ts';
import { trivyDb } from '../../../../../verification/import-check/trivy/bundle-form.ts';
import { type FileDigest, digestOfFile } from '../../../digests.ts';
import { type StagedRecord } from '../../../records/record-file.ts';
import { type TaskContext } from '../../../threads/task-context.ts';
import { type BoltEntry, writeBoltFile } from '../bolt/write-bolt-file.ts';
import { newerOf, writeMetadata } from '../metadata.ts';
import { type Row, sortRows } from '../sort-rows.ts';
import { type StagedEvidenceFiles, openStagedEvidence } from '../staged-evidence.ts';
import { type TrivyRow, VULNERABILITIES, advisoryRows } from './advisory-rows.ts';
import { LeftOutCounter } from './left-out.ts';
import { NAME_END, mergeValues } from './merge-values.ts';

export interface TrivyDatabaseInput extends StagedEvidenceFiles {
  readonly schemaVersion: number;
  /** Where the database and its metadata are written. */
  readonly databaseFolder: string;
}

export interface TrivyDatabase {
  /** Paths in the database folder. */
  readonly files: readonly FileDigest[];
  /** Documents it was made from. */
  readonly inputs: number;
  readonly records: number;
  /** For the run's log. */
  readonly remarks: readonly string[];
}

/**
 * Writes Trivy's vulnerability database, schema 2 (github.com/aquasecurity/trivy-db, `pkg/db`), from OSV advisories. The same
 * advisories give the same bytes in whatever order they come; a bounded part of them is in memory.
 */
export async function writeTrivyDb(input: TrivyDatabaseInput, context: TaskContext): Promise<TrivyDatabase> {
  const { databaseFolder, workFolder, schemaVersion } = input;
  await mkdir(databaseFolder, { recursive: true });
  await using evidence = await openStagedEvidence(input, 'advisories', context);
  const reading = readAdvisories(evidence.records());
  const rows = mergeValues(sortRows(reading.rows(), { folder: join(workFolder, 'rows') }));
  const file = join(databaseFolder, trivyDb.databaseFile);
  const written = countVulnerabilities(rows, context);
  await writeBoltFile(file, written.entries());
  const { newestInput, leftOut } = reading;
  const metadata = await writeMetadata(databaseFolder, {
    version: schemaVersion,
    newestInput: newestInput(),
    freshForHours: 24,
  });
  const database = { path: trivyDb.databaseFile, ...(await digestOfFile(file, context.signal)) };
  return {
    files: [metadata, database],
    inputs: await evidence.listInputs(),
    records: written.vulnerabilities(),
    remarks: leftOut.remarks(),
  };
}

function readAdvisories(records: AsyncIterable<StagedRecord>) {
  const leftOut = new LeftOutCounter();
  let newest: string | null = null;
  const rows = async function* (): AsyncGenerator<Row> {
    for await (const { id, source, sha256, content } of records) {
      const advisory = normaliseAdvisory({ id, source, sha256, content: Buffer.from(content).toString('utf8') });
      if (!advisory) {
        leftOut.addUnsupported();
        continue;
      }
      newest = newerOf(newest, advisory.modified ?? advisory.published);
      const made = advisoryRows(advisory);
      leftOut.add(made.leftOut);
      yield* made.rows.map(asBytes);
    }
  };
  return { rows, leftOut, newestInput: () => newest };
}

function asBytes({ names, value }: TrivyRow): Row {
  return { key: Buffer.from(names.join(NAME_END)), value: Buffer.from(JSON.stringify(value)) };
}

function countVulnerabilities(rows: AsyncIterable<Row>, { signal }: TaskContext) {
  let vulnerabilities = 0;
  const entries = async function* (): AsyncGenerator<BoltEntry> {
    for await (const { key, value } of rows) {
      signal.throwIfAborted();
      const buckets = splitNames(key);
      if (buckets[0]?.toString() === VULNERABILITIES) vulnerabilities += 1;
      yield { buckets: buckets.slice(0, -1), key: buckets.at(-1) ?? key, value };
    }
  };
  return { entries, vulnerabilities: () => vulnerabilities };
}

function splitNames(key: Buffer): Buffer[] {
  const names: Buffer[] = [];
  let from = 0;
  for (let end = key.indexOf(0); end >= 0; end = key.indexOf(0, from)) {
    names.push(key.subarray(from, end));
    from = end + 1;
  }
  return [...names, key.subarray(from)];
}
