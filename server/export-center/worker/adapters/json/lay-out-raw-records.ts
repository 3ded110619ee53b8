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
import { type Shard, createShardWriter } from './shard-writer.ts';

export interface RawLayoutInput {
  /** The staging file of collected records, in any order. */
  readonly recordsFile: string;
  /** Where the bundle's files grow. */
  readonly contentFolder: string;
  /** Where the shards lie until they are compressed; segments of the sort lie here meanwhile. */
  readonly workFolder: string;
  /** Receives a line `{"kind","id","source","sha256"}` for each record in order; provenance names them as its materials. */
  readonly inputsFile: string;
}

export interface RawLayout {
  readonly shards: readonly Shard[];
  readonly sboms: readonly FileDigest[];
  readonly counts: Readonly<Record<EvidenceKind, number>>;
}

const shardNames = { advisories: 'data/raw/advisories/a', vex: 'data/raw/vex/v' } as const;

/**
 * Sorts the records and lays them out as `json:raw` wants them: advisories and VEX documents as lines of plain shards, SBOMs as
 * files. Each content is hashed on the way.
 *
 * @throws ExportError `adapter` when a content is not what its digest says.
 */
export async function layOutRawRecords(input: RawLayoutInput, context: TaskContext): Promise<RawLayout> {
  await using inputs = await openFileWriter(input.inputsFile);
  await using advisories = createShardWriter(input.workFolder, shardNames.advisories);
  await using vex = createShardWriter(input.workFolder, shardNames.vex);
  const slugOf = createSlugs();
  const sboms = new Map<string, FileDigest>();
  const counts = { advisories: 0, vex: 0, sboms: 0 };

  const sorting = { folder: join(input.workFolder, 'segments'), segmentBytes: SEGMENT_BYTES };
  for await (const record of sortRecords(checked(readFrames(input.recordsFile), context), sorting)) {
    counts[record.kind] += 1;
    await writeInput(inputs, record);
    if (record.kind === 'sboms') {
      const path = `data/raw/sboms/${slugOf(record.subject ?? record.id, record.sha256)}/sbom.json`;
      await writeSbom(join(input.contentFolder, path), record.content);
      sboms.set(path, { path, sha256: sha256Of(record.content), bytes: record.content.length });
    } else {
      await (record.kind === 'advisories' ? advisories : vex).write(rawLine(record));
    }
    context.report({ items: 1, bytes: record.content.length });
  }
  await inputs.close();
  return { shards: [...(await advisories.close()), ...(await vex.close())], sboms: [...sboms.values()], counts };
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
  return Buffer.from(`${JSON.stringify({ id, source, sha256, content: Buffer.from(content).toString('utf8') })}\n`);
}

async function writeInput(inputs: FileWriter, { kind, id, source, sha256 }: StagedRecord): Promise<void> {
  await inputs.write(Buffer.from(`${JSON.stringify({ kind, id, source, sha256 })}\n`));
}

async function writeSbom(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
