import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EvidenceRecord } from '../../../evidence-record.ts';
import { ExportError } from '../../../export-error.ts';
import { writeStreamedFile } from '../../../records/file-writer.ts';
import { frameOf } from '../../../records/record-file.ts';
import { shuffled } from '../../../testing/sample-records.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import { advisoryRecord, affects } from '../testing/advisories.ts';
import { type BoltTree, readBolt } from '../testing/read-bolt.ts';
import { type TrivyDatabase, writeTrivyDb } from './write-trivy-db.ts';

const severity = [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }];

const records: readonly EvidenceRecord[] = [
  advisoryRecord('GO-2024-0001', {
    aliases: ['GHSA-aaaa-bbbb-cccc', 'CVE-2024-1'],
    summary: 'Überlauf',
    details: 'More of it',
    published: '2024-01-02T00:00:00Z',
    modified: '2025-11-01T10:00:00+01:00',
    affected: [affects('Go', 'example.com/Module', '1.2.3')],
    references: [
      { type: 'WEB', url: 'https://b.example' },
      { type: 'FIX', url: 'https://a.example' },
    ],
  }),
  advisoryRecord('GHSA-xxxx-yyyy-zzzz', {
    severity,
    affected: [
      affects('npm', '@Scope/Name', '2.0.0'),
      affects('PyPI', 'Some_Name', '3.0'),
      affects('Debian:12', 'name', '1-1'),
    ],
    database_specific: { cwe_ids: ['CWE-79'] },
  }),
  advisoryRecord('PYSEC-2024-7', { affected: [affects('PyPI', 'some-name', '3.1')] }),
  advisoryRecord('GO-2024-0002', {
    withdrawn: '2024-05-01T00:00:00Z',
    affected: [affects('Go', 'example.com/gone', '1.0.0')],
  }),
  advisoryRecord('FUTURE-1', { schema_version: '9.0.0', affected: [affects('Go', 'example.com/future', '1.0.0')] }),
];

describe("Trivy's vulnerability database", () => {
  const folder = temporaryFolder();
  let made = 0;

  interface Written extends TrivyDatabase {
    tree: BoltTree;
    file: Buffer;
    metadata: unknown;
    inputs: number;
    inputLines: string[];
  }

  async function write(evidence: readonly EvidenceRecord[]): Promise<Written> {
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
    const database = await writeTrivyDb({ ...input, schemaVersion: 2 }, context);
    const file = await readFile(at('db', 'trivy.db'));
    return {
      ...database,
      ...{ file, tree: readBolt(file) },
      metadata: JSON.parse(await readFile(at('db', 'metadata.json'), 'utf8')),
      inputLines: (await readFile(at('inputs'), 'utf8')).trimEnd().split('\n'),
    };
  }

  const valueAt = (tree: BoltTree, ...names: string[]): unknown => {
    const found = names.reduce<BoltTree | string | undefined>(
      (at, name) => (typeof at === 'object' ? at[name] : at),
      tree,
    );
    return typeof found === 'string' ? JSON.parse(found) : found;
  };

  it('has a bucket for each data source, with packages and their advisories, and one of vulnerabilities', async () => {
    const { tree, records: vulnerabilities } = await write(records);
    expect(vulnerabilities).toBe(3);
    expect(Object.keys(tree)).toEqual([
      'data-source',
      'go::The Go Vulnerability Database',
      'npm::GitHub Security Advisory npm',
      'pip::GitHub Security Advisory pip',
      'pip::Open Source Vulnerabilities',
      'vulnerability',
    ]);
    expect(valueAt(tree, 'go::The Go Vulnerability Database', 'example.com/Module', 'GO-2024-0001')).toEqual({
      VendorIDs: ['CVE-2024-1', 'GHSA-aaaa-bbbb-cccc'],
      VulnerableVersions: ['<1.2.3'],
      PatchedVersions: ['1.2.3'],
    });
    expect(Object.keys(tree['npm::GitHub Security Advisory npm'] ?? {})).toEqual(['@scope/name']);
    expect(Object.keys(tree['pip::GitHub Security Advisory pip'] ?? {})).toEqual(['some-name']);
    expect(valueAt(tree, 'data-source', 'go::The Go Vulnerability Database')).toEqual({
      ID: 'govulndb',
      Name: 'The Go Vulnerability Database',
      URL: 'https://pkg.go.dev/vuln/',
    });
  });

  it('tells of a vulnerability what the advisory does', async () => {
    const { tree } = await write(records);
    expect(valueAt(tree, 'vulnerability', 'GO-2024-0001')).toEqual({
      Title: 'Überlauf',
      Description: 'More of it',
      References: ['https://a.example', 'https://b.example'],
      PublishedDate: '2024-01-02T00:00:00.000Z',
      LastModifiedDate: '2025-11-01T09:00:00.000Z',
    });
    expect(valueAt(tree, 'vulnerability', 'GHSA-xxxx-yyyy-zzzz')).toEqual(
      jasmine.objectContaining({
        Severity: 'CRITICAL',
        CweIDs: ['CWE-79'],
        VendorSeverity: { ghsa: 4 },
        CVSS: { ghsa: { V3Vector: severity[0]?.score, V3Score: 9.8 } },
      }),
    );
  });

  it('bears the times of its newest input, whenever it is made', async () => {
    expect((await write(records)).metadata).toEqual({
      Version: 2,
      NextUpdate: '2025-11-02T09:00:00.000Z',
      UpdatedAt: '2025-11-01T09:00:00.000Z',
      DownloadedAt: '2025-11-01T09:00:00.000Z',
    });
    const timeless = [advisoryRecord('GO-2024-0003', { modified: '0001-01-01T00:00:00Z' })];
    expect((await write(timeless)).metadata).toEqual(
      jasmine.objectContaining({ UpdatedAt: '1970-01-01T00:00:00.000Z' }),
    );
  });

  it('has the same bytes in whatever order the advisories come', async () => {
    const once = await write(records);
    for (const seed of [1, 2, 3]) {
      const again = await write(shuffled(records, seed));
      expect(again.file.equals(once.file)).toBeTrue();
      expect(again.files).toEqual(once.files);
      expect(again.inputLines).toEqual(once.inputLines);
    }
  });

  it('says what it leaves out, and lists all that it was made from', async () => {
    const { remarks, inputs, inputLines } = await write(records);
    expect(remarks).toEqual([
      'Not in the database: advisories of a format or version that is not known (1), packages of Debian:12 (1), withdrawn advisories (1).',
    ]);
    expect(inputs).toBe(5);
    expect(inputLines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([
      'FUTURE-1',
      'GHSA-xxxx-yyyy-zzzz',
      'GO-2024-0001',
      'GO-2024-0002',
      'PYSEC-2024-7',
    ]);
  });

  it('makes one of what two sources tell of an advisory: the newest words, all versions', async () => {
    const old = { summary: 'Old', details: 'Only here', affected: [affects('Go', 'example.com/a', '1.0.0')] };
    const young = {
      summary: 'New',
      modified: '2025-10-02T00:00:00Z',
      affected: [affects('Go', 'example.com/a', '1.1.0')],
    };
    const both = [advisoryRecord('GO-1', old, 'osv'), advisoryRecord('GO-1', young, 'mirror')];
    const { tree, file, records: vulnerabilities } = await write(both);
    expect(vulnerabilities).toBe(1);
    expect(valueAt(tree, 'vulnerability', 'GO-1')).toEqual({
      Title: 'New',
      Description: 'Only here',
      LastModifiedDate: '2025-10-02T00:00:00.000Z',
    });
    expect(valueAt(tree, 'go::The Go Vulnerability Database', 'example.com/a', 'GO-1')).toEqual({
      VulnerableVersions: ['<1.0.0', '<1.1.0'],
    });
    expect((await write(both.toReversed())).file.equals(file)).toBeTrue();
  });

  it('keeps names that could be no key out', async () => {
    const odd = ['', 'with\0zero', 'long'.repeat(10_000)].map((name) => affects('Go', name, '1.0.0'));
    const { tree, remarks } = await write([
      advisoryRecord('GO-1', { affected: [...odd, affects('Go', '__proto__', '1.0.0')] }),
    ]);
    expect(JSON.stringify(tree['go::The Go Vulnerability Database'])).toContain('"__proto__":{"GO-1"');
    expect(remarks[0]).toContain('without a name that can be a key');
  });

  it('is not made from a document that has another digest than it should', async () => {
    const [first] = records;
    if (!first) throw new TypeError('There is no record');
    const error: unknown = await write([{ ...first, content: `${first.content} ` }]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ExportError);
    expect((error as ExportError).message).toContain('GO-2024-0001');
  });
});
