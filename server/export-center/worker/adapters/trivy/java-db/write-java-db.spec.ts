import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ByteSource } from '../../../../../verification/archive/byte-source.ts';
import { checkSqliteFile } from '../../../../../verification/import-check/trivy/check-sqlite-file.ts';
import { piecesOf } from '../../../../../verification/testing/pieces.ts';
import { type EvidenceRecord } from '../../../evidence-record.ts';
import { writeStreamedFile } from '../../../records/file-writer.ts';
import { frameOf } from '../../../records/record-file.ts';
import { shuffled } from '../../../testing/sample-records.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import { javaComponent, sbomRecord } from '../testing/sboms.ts';
import { writeJavaDb } from './write-java-db.ts';

const sha1 = (digit: string) => digit.repeat(40);

const records: readonly EvidenceRecord[] = [
  sbomRecord('urn:1', '2025-09-01T00:00:00Z', [
    javaComponent('org.example', 'library', '1.0', sha1('a')),
    javaComponent('org.example', 'library', '1.1', sha1('B')),
    javaComponent('com.example', 'other', '2.0', sha1('c')),
    javaComponent('com.example', 'other', '2.1'),
  ]),
  sbomRecord('urn:2', '2025-10-05T12:00:00Z', [
    javaComponent('org.example', 'library', '1.0', sha1('a')),
    javaComponent('org.shaded', 'copy', '7', sha1('c')),
    { type: 'library', name: 'left-pad', version: '1.0.0', purl: 'pkg:npm/left-pad@1.0.0' },
  ]),
];

describe("Trivy's Java database", () => {
  const folder = temporaryFolder();
  let made = 0;

  async function write(evidence: readonly EvidenceRecord[]) {
    made += 1;
    const at = (...path: string[]) => join(folder(), `${made}`, ...path);
    const frames = async function* () {
      for (const record of evidence) yield* frameOf({ ...record, content: Buffer.from(record.content) });
      await Promise.resolve();
    };
    await writeStreamedFile(at('records'), frames());
    const input = {
      recordsFile: at('records'),
      workFolder: at('work'),
      inputsFile: at('inputs'),
      databaseFolder: at('db'),
    };
    const context = { signal: new AbortController().signal, report: () => undefined };
    const database = await writeJavaDb({ ...input, schemaVersion: 1 }, context);
    const metadata: unknown = JSON.parse(await readFile(at('db', 'metadata.json'), 'utf8'));
    return { ...database, metadata, path: at('db', 'trivy-java.db'), file: await readFile(at('db', 'trivy-java.db')) };
  }

  it('names each archive of the SBOMs by its digest, as Trivy asks for it', async () => {
    const { path, records: digests, inputs } = await write(records);
    const database = new DatabaseSync(path, { readOnly: true });
    const found = database
      .prepare(
        `SELECT a.group_id, a.artifact_id, i.version, lower(hex(i.sha1)) AS sha1, i.archive_type
           FROM indices i JOIN artifacts a ON a.id = i.artifact_id ORDER BY sha1`,
      )
      .all()
      .map((row) => Object.values(row).join(' '));
    database.close();
    expect(found).toEqual([
      `org.example library 1.0 ${sha1('a')} jar`,
      `org.example library 1.1 ${sha1('b')} jar`,
      `com.example other 2.0 ${sha1('c')} jar`,
    ]);
    expect([digests, inputs]).toEqual([3, 2]);
  });

  it('bears the time of the newest SBOM, and says what has no digest', async () => {
    const { metadata, remarks } = await write(records);
    expect(metadata).toEqual({
      Version: 1,
      NextUpdate: '2025-10-08T12:00:00.000Z',
      UpdatedAt: '2025-10-05T12:00:00.000Z',
      DownloadedAt: '2025-10-05T12:00:00.000Z',
    });
    expect(remarks).toEqual(['Not in the database: Maven components without SHA-1 (1).']);
  });

  it('has the same bytes in whatever order the SBOMs come', async () => {
    const { file } = await write(records);
    for (const seed of [1, 2]) expect((await write(shuffled(records, seed))).file.equals(file)).toBeTrue();
  });

  it('may be empty', async () => {
    const { file } = await write([]);
    expect(await checkSqliteFile(sourceOf(file))).toEqual({ artifacts: 0, indices: 0 });
  });

  it('is checked page by page without SQLite', async () => {
    const many = Array.from({ length: 3000 }, (_, index) =>
      javaComponent(
        `org.example${index % 700}`,
        `artifact-${index}`,
        `${index}.0`,
        index.toString(16).padStart(40, '0'),
      ),
    );
    const { file } = await write([sbomRecord('urn:3', '2025-09-01T00:00:00Z', many)]);
    expect(await checkSqliteFile(sourceOf(file))).toEqual({ artifacts: 3000, indices: 3000 });
    const refuse = (damaged: Buffer, message: RegExp) =>
      expectAsync(checkSqliteFile(sourceOf(damaged))).toBeRejectedWithError(message);
    await refuse(Buffer.concat([Buffer.from('x'), file.subarray(1)]), /no SQLite file/);
    await refuse(file.subarray(0, -1), /is cut/);
    await refuse(file.subarray(0, -4096), /pages instead of/);
    const noTable = Buffer.from(file);
    noTable.write('x', noTable.indexOf('TABLE indices'));
    await refuse(noTable, /no table indices/);
    const otherRow = Buffer.from(file);
    const leaf =
      Array.from({ length: file.length / 4096 }, (_, page) => page * 4096).find((at) => at > 0 && file[at] === 13) ?? 0;
    otherRow[leaf + otherRow.readUInt16BE(leaf + 8) + 2] = 2;
    await refuse(otherRow, /a row of neither table/);
  });

  it('is written without a warning of Node', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error) => void warnings.push(warning);
    process.on('warning', listen);
    await write(records);
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });
});

function sourceOf(file: Buffer): ByteSource {
  return new ByteSource(piecesOf(file, 5000));
}
