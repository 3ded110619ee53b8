import { writeFile } from 'node:fs/promises';
import { type EvidenceKind } from '../../../../contracts/export-center/kinds.ts';
import { type ComparedDocument } from '../../../mirror/document-changes.ts';
import { createDigester, digestOfFile } from '../../digests.ts';
import { type EvidenceRecord } from '../../evidence-record.ts';
import { type FileWriter, openFileWriter, writeStreamedFile } from '../../records/file-writer.ts';
import { frameOf } from '../../records/record-file.ts';
import { type BundleJob, RECORDS_FILE, inStaging } from '../../staging/bundle-job.ts';
import { type FinishedStep, runStep } from '../../staging/run-step.ts';
import { type Collected } from '../../steps/collect-records.ts';
import { type ChangeCounts, DELTA_FILES } from './delta-files.ts';

/** Where the documents of one kind are compared and read. */
export interface ChangeSource {
  /** Every document of either state. */
  compare(): AsyncIterable<ComparedDocument>;
  /** The texts of those, in any order. */
  read(carried: AsyncIterable<ComparedDocument>): AsyncIterable<EvidenceRecord>;
}

export interface CollectedChanges extends Collected {
  readonly changes: ChangeCounts;
}

/** Collects what a delta carries and what it removes; of unchanged documents nothing but their digests is read. */
export function collectChanges(
  job: BundleJob,
  { sources, expectedRecords }: { sources: readonly ChangeSource[]; expectedRecords: number },
): Promise<FinishedStep<CollectedChanges>> {
  return runStep(job, {
    name: 'collect',
    basis: { plan: job.plan },
    work: async () => {
      await using removed = await openFileWriter(inStaging(job, DELTA_FILES.removed));
      await using states = await openFileWriter(inStaging(job, DELTA_FILES.states));
      const notes = createNotes(job, { removed, states, expectedRecords });
      const digester = createDigester();
      await writeStreamedFile(inStaging(job, RECORDS_FILE), digester.pass(framesOf(sources, notes)));
      await Promise.all([removed.close(), states.close()]);
      await writeFile(inStaging(job, DELTA_FILES.counts), JSON.stringify(notes.counts));
      const files = [{ path: RECORDS_FILE, ...digester.digest() }];
      for (const path of Object.values(DELTA_FILES)) {
        files.push({ path, ...(await digestOfFile(inStaging(job, path), job.signal)) });
      }
      return { files, result: { ...notes.carried, changes: notes.counts } };
    },
  });
}

type Notes = ReturnType<typeof createNotes>;

async function* framesOf(sources: readonly ChangeSource[], notes: Notes): AsyncGenerator<Uint8Array> {
  for (const source of sources) {
    for await (const record of source.read(notes.carriedOf(source.compare()))) {
      const content = Buffer.from(record.content);
      notes.addContent(content);
      yield* frameOf({ ...record, content });
    }
  }
}

/** Writes down both states and what is gone, counts the changes, and lets through what the delta carries. */
function createNotes(
  { signal, onProgress }: BundleJob,
  { removed, states, expectedRecords }: { removed: FileWriter; states: FileWriter; expectedRecords: number },
) {
  const none = () => ({ advisories: 0, vex: 0, sboms: 0 });
  const counts = { added: none(), changed: none(), removed: none() } satisfies ChangeCounts;
  const carried = { records: 0, contentBytes: 0 };
  let compared = 0;

  const tell = () =>
    onProgress({
      step: 'collect',
      fraction: Math.min(compared / Math.max(expectedRecords, 1), 1),
      itemsCompleted: compared,
      itemsTotal: Math.max(expectedRecords, compared),
      bytes: carried.contentBytes,
    });

  const note = async (document: ComparedDocument): Promise<boolean> => {
    const { kind, id, source, before, after } = document;
    compared += 1;
    await states.write(Buffer.from(`${before?.sha256 ?? ''} ${after?.sha256 ?? ''}\n`));
    if (before?.sha256 === after?.sha256) return false;
    counts[changeOf(document)][kind] += 1;
    if (after || !before) return true;
    const gone = { kind, id, source, sha256: before.sha256, subject: before.subject ?? undefined };
    for (const piece of frameOf({ ...gone, content: new Uint8Array(0) })) await removed.write(piece);
    return false;
  };

  return {
    counts,
    carried,
    async *carriedOf(documents: AsyncIterable<ComparedDocument>): AsyncGenerator<ComparedDocument> {
      for await (const document of documents) {
        signal.throwIfAborted();
        if (await note(document)) yield document;
        tell();
      }
    },
    addContent(content: Uint8Array): void {
      carried.records += 1;
      carried.contentBytes += content.length;
    },
  };
}

function changeOf({ before, after }: ComparedDocument): keyof ChangeCounts {
  if (!after) return 'removed';
  return before ? 'changed' : 'added';
}

export function hasChanges({ added, changed, removed }: ChangeCounts): boolean {
  const kinds: readonly EvidenceKind[] = ['advisories', 'vex', 'sboms'];
  return kinds.some((kind) => added[kind] + changed[kind] + removed[kind] > 0);
}
