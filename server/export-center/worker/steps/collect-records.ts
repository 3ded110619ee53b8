import { mkdir } from 'node:fs/promises';
import { untilAborted } from '../../../kernel/streams/until-aborted.ts';
import { createDigester } from '../digests.ts';
import { type EvidenceRecord } from '../evidence-record.ts';
import { frameBlocks, writeBlocks } from '../records/frame-blocks.ts';
import { type BundleJob, RECORDS_FILE, inStaging } from '../staging/bundle-job.ts';
import { type FinishedStep, runStep } from '../staging/run-step.ts';

export interface Collected {
  readonly records: number;
  /** UTF-8 bytes of all contents. */
  readonly contentBytes: number;
}

export interface Collection {
  /** Opens the records of the run's evidence generation, in any order; not called when they were collected before. */
  readonly open: () => AsyncIterable<EvidenceRecord>;
  /** How many records the plan expects, for progress. */
  readonly expectedRecords: number;
}

/** Copies the selected records into the staging folder, so that every later step and attempt works on the same ones. */
export function collectRecords(
  job: BundleJob,
  { open, expectedRecords }: Collection,
): Promise<FinishedStep<Collected>> {
  return runStep(job, {
    name: 'collect',
    basis: { plan: job.plan },
    work: async () => {
      let [records, contentBytes] = [0, 0];
      const digester = createDigester();
      const onRecord = (bytes: number) => {
        records += 1;
        contentBytes += bytes;
        job.onProgress({
          step: 'collect',
          fraction: Math.min(records / Math.max(expectedRecords, 1), 1),
          itemsCompleted: records,
          itemsTotal: Math.max(expectedRecords, records),
          bytes: contentBytes,
        });
      };
      const blocks = frameBlocks(untilAborted(open(), job.signal), onRecord);
      await mkdir(job.folder, { recursive: true });
      await writeBlocks(inStaging(job, RECORDS_FILE), digester.pass(blocks));
      return { files: [{ path: RECORDS_FILE, ...digester.digest() }], result: { records, contentBytes } };
    },
  });
}
