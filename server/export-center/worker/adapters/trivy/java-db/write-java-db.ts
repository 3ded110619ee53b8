import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { trivyJavaDb } from '../../../../../verification/import-check/trivy/bundle-form.ts';
import { digestOfFile } from '../../../digests.ts';
import { type StagedRecord } from '../../../records/record-file.ts';
import { type TaskContext } from '../../../threads/task-context.ts';
import { type TrivyDatabase, type TrivyDatabaseInput } from '../db/write-trivy-db.ts';
import { newerOf, writeMetadata } from '../metadata.ts';
import { type Row, sortRows } from '../sort-rows.ts';
import { openStagedEvidence } from '../staged-evidence.ts';
import { type JavaArchive, readJavaSbom } from './java-rows.ts';
import { writeJavaDatabase } from './write-sqlite.ts';

/**
 * Writes Trivy's Java database, schema 1 (github.com/aquasecurity/trivy-java-db, `pkg/db`), from the Maven components of SBOMs:
 * it tells Trivy the name of a Java archive by its SHA-1. The same SBOMs give the same bytes in whatever order they come.
 */
export async function writeJavaDb(input: TrivyDatabaseInput, context: TaskContext): Promise<TrivyDatabase> {
  const { databaseFolder, workFolder, schemaVersion } = input;
  await mkdir(databaseFolder, { recursive: true });
  await using evidence = await openStagedEvidence(input, 'sboms', context);
  const reading = readSboms(evidence.records());
  const rows = sortRows(reading.rows(), { folder: join(workFolder, 'rows') });
  const file = join(databaseFolder, trivyJavaDb.databaseFile);
  const records = await writeJavaDatabase(file, {
    archives: archivesOf(rows, context),
    draftFile: join(workFolder, 'draft.db'),
  });
  // Trivy takes a Java database for fresh for three days.
  const times = { newestInput: reading.newestInput(), freshForHours: 72 };
  const metadata = await writeMetadata(databaseFolder, { version: schemaVersion, ...times });
  const database = { path: trivyJavaDb.databaseFile, ...(await digestOfFile(file, context.signal)) };
  return { files: [metadata, database], inputs: await evidence.listInputs(), records, remarks: reading.remarks() };
}

const NOTHING = Buffer.alloc(0);

function readSboms(records: AsyncIterable<StagedRecord>) {
  let [unsupported, withoutDigest] = [0, 0];
  let newest: string | null = null;
  const rows = async function* (): AsyncGenerator<Row> {
    for await (const { id, source, sha256, content } of records) {
      const sbom = readJavaSbom({ id, source, sha256, content: Buffer.from(content).toString('utf8') });
      unsupported += sbom ? 0 : 1;
      withoutDigest += sbom?.withoutDigest ?? 0;
      newest = newerOf(newest, sbom?.madeAt ?? null);
      for (const { groupId, artifactId, version, sha1 } of sbom?.archives ?? []) {
        yield { key: Buffer.from(JSON.stringify([groupId, artifactId, version, sha1])), value: NOTHING };
      }
    }
  };
  const remarks = () => [
    ...(unsupported > 0 ? [`Not read: SBOMs of a format or version that is not known (${unsupported}).`] : []),
    ...(withoutDigest > 0 ? [`Not in the database: Maven components without SHA-1 (${withoutDigest}).`] : []),
  ];
  return { rows, remarks, newestInput: () => newest };
}

async function* archivesOf(rows: AsyncIterable<Row>, { signal }: TaskContext): AsyncGenerator<JavaArchive> {
  for await (const { key } of rows) {
    signal.throwIfAborted();
    const [groupId, artifactId, version, sha1] = JSON.parse(key.toString()) as [string, string, string, string];
    yield { groupId, artifactId, version, sha1 };
  }
}
