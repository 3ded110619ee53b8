import { writeFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type EvidenceKind } from '../../../../contracts/export-center/kinds.ts';
import { type FileDigest, sha256Of } from '../../digests.ts';
import { ExportError } from '../../export-error.ts';
import { type FileWriter, openFileWriter } from '../../records/file-writer.ts';
import { type StagedRecord, readFrames } from '../../records/record-file.ts';
import { SEGMENT_BYTES, sortRecords } from '../../records/sort-records.ts';
import { type TaskContext } from '../../threads/task-context.ts';
import { createSlugs } from '../../../../evidence/derive/sbom-slug.ts';
import { type Shard, createShardWriter, numbered } from './shard-writer.ts';

export interface RawLayoutInput {
  /** The staging file of collected records, in any order. */
  readonly recordsFile: string;
  /** Where the bundle's files grow. */
  readonly contentFolder: string;
  /** Where the shards lie until they are compressed; segments of the sort lie here meanwhile. */
  readonly workFolder: string;
  /** Receives a line `{"kind","id","source","sha256"}` for each record in order; provenance names them as its materials. */
  readonly inputsFile: string;
  /** The folder of the bundle that holds `data/raw`. */
  readonly root: '' | 'delta/changed/';
}

export interface RawLayout {
  readonly shards: Readonly<Record<'advisories' | 'vex', readonly Shard[]>>;
  /** The files of SBOMs, each once; they lie in the content folder. */
  readonly sboms: readonly FileDigest[];
  /** A file in the work folder: a {@link ListedSbom} for each SBOM, in the order of records. */
  readonly sbomList: string;
  readonly counts: Readonly<Record<EvidenceKind, number>>;
}

/** A line of canonical JSON: what the file of an SBOM does not tell of it. */
export interface ListedSbom {
  readonly id: string;
  /** In the bundle. Documents with the same text and subject share a file. */
  readonly path: string;
  readonly sha256: string;
  readonly source: string;
  readonly subject: string;
}

/**
 * Sorts the records and lays them out as all bundles hold them: advisories and VEX documents as lines of plain shards, SBOMs as
 * files. Each content is hashed on the way.
 *
 * @throws ExportError `adapter` when a content is not what its digest says.
 */
export async function layOutRawRecords(input: RawLayoutInput, context: TaskContext): Promise<RawLayout> {
  await using inputs = await openFileWriter(input.inputsFile);
  const raw = `${input.root}data/raw`;
  await using advisories = createShardWriter(input.workFolder, { nameOf: numbered(`${raw}/advisories/a`) });
  await using vex = createShardWriter(input.workFolder, { nameOf: numbered(`${raw}/vex/v`) });
  const sbomList = join(input.workFolder, 'sboms.jsonl');
  await using list = await openFileWriter(sbomList);
  const slugOf = createSlugs();
  const sboms = new Map<string, FileDigest>();
  const counts = { advisories: 0, vex: 0, sboms: 0 };

  const sorting = { folder: join(input.workFolder, 'segments'), segmentBytes: SEGMENT_BYTES };
  for await (const record of sortRecords(checked(readFrames(input.recordsFile), context), sorting)) {
    counts[record.kind] += 1;
    await writeInput(inputs, record);
    if (record.kind === 'sboms') {
      const { id, source, sha256, subject = id } = record;
      const path = `${raw}/sboms/${slugOf(subject, sha256)}/sbom.json`;
      await list.write(lineOf({ id, path, sha256, source, subject } satisfies ListedSbom));
      await writeSbom(join(input.contentFolder, path), record.content);
      sboms.set(path, { path, sha256, bytes: record.content.length });
    } else {
      await (record.kind === 'advisories' ? advisories : vex).write(rawLine(record));
    }
    context.report({ items: 1, bytes: record.content.length });
  }
  await Promise.all([inputs.close(), list.close()]);
  const shards = { advisories: await advisories.close(), vex: await vex.close() };
  return { shards, sboms: [...sboms.values()], sbomList, counts };
}

async function* checked(records: AsyncIterable<StagedRecord>, { signal }: TaskContext): AsyncGenerator<StagedRecord> {
  for await (const record of records) {
    signal.throwIfAborted();
    const actual = sha256Of(record.content);
    if (actual !== record.sha256) {
      const name = `${record.kind} record ${record.id} of ${record.source}`;
      throw new ExportError('adapter', `The content of ${name} has the digest ${actual}, not ${record.sha256}`);
    }
    yield record;
  }
}

/** A line of `*.jsonl`: the original text inside, so its members keep this order rather than the canonical one. */
function rawLine({ id, source, sha256, content }: StagedRecord): Buffer {
  return lineOf({ id, source, sha256, content: Buffer.from(content).toString('utf8') });
}

async function writeInput(inputs: FileWriter, { kind, id, source, sha256 }: StagedRecord): Promise<void> {
  await inputs.write(lineOf({ kind, id, source, sha256 }));
}

function lineOf(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

async function writeSbom(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
