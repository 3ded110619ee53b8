import { join } from 'node:path';
import { type EvidenceKind } from '../../../../contracts/export-center/kinds.ts';
import { sha256Of } from '../../digests.ts';
import { ExportError } from '../../export-error.ts';
import { type FileWriter, openFileWriter } from '../../records/file-writer.ts';
import { type StagedRecord, frameOf, readFrames } from '../../records/record-file.ts';
import { SEGMENT_BYTES, sortRecords } from '../../records/sort-records.ts';
import { type TaskContext } from '../../threads/task-context.ts';

export interface StagedEvidenceFiles {
  /** The staging file of collected records, in any order. */
  readonly recordsFile: string;
  readonly workFolder: string;
  /** Receives a line `{"kind","id","source","sha256"}` for each record in order; provenance names them as its materials. */
  readonly inputsFile: string;
}

/**
 * The records of one kind, in any order, each hashed. Sorting their contents is left to whoever needs it: of the records that were
 * read only the identities are sorted, for the list of inputs.
 */
export async function openStagedEvidence(
  { recordsFile, workFolder, inputsFile }: StagedEvidenceFiles,
  kind: EvidenceKind,
  context: TaskContext,
) {
  const identitiesFile = join(workFolder, 'identities.frames');
  const identities = await openFileWriter(identitiesFile);
  return {
    /** A record's content is valid until the next one is asked for. */
    async *records(): AsyncGenerator<StagedRecord> {
      for await (const record of readFrames(recordsFile)) {
        context.signal.throwIfAborted();
        if (record.kind !== kind) continue;
        checkDigest(record);
        await writeIdentity(identities, record);
        yield record;
        context.report({ items: 1, bytes: record.content.length });
      }
      await identities.close();
    },
    /** Once all records are read; answers how many there were. */
    async listInputs(): Promise<number> {
      await using inputs = await openFileWriter(inputsFile);
      const sorting = { folder: join(workFolder, 'identities'), segmentBytes: SEGMENT_BYTES };
      let count = 0;
      for await (const { id, source, sha256 } of sortRecords(readFrames(identitiesFile), sorting)) {
        await inputs.write(Buffer.from(`${JSON.stringify({ kind, id, source, sha256 })}\n`));
        count += 1;
      }
      await inputs.close();
      return count;
    },
    [Symbol.asyncDispose]: () => identities[Symbol.asyncDispose](),
  };
}

async function writeIdentity(file: FileWriter, record: StagedRecord): Promise<void> {
  for (const piece of frameOf({ ...record, content: Buffer.alloc(0) })) await file.write(piece);
}

function checkDigest({ kind, id, source, sha256, content }: StagedRecord): void {
  const actual = sha256Of(content);
  if (actual === sha256) return;
  throw new ExportError(
    'adapter',
    `The content of ${kind} record ${id} of ${source} has the digest ${actual}, not ${sha256}`,
  );
}
