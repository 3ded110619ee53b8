import { type Artifact } from '../../../../contracts/export-center/run.ts';
import { type FileDigest } from '../../digests.ts';
import {
  BUNDLE_FOLDER,
  type BundleJob,
  INPUTS_FILE,
  RECORDS_FILE,
  WORK_FOLDER,
  inStaging,
} from '../../staging/bundle-job.ts';
import { compressShards } from './compress-shards.ts';
import { type RawLayout, type RawLayoutInput } from './lay-out-raw-records.ts';
import { type Stage } from './stages.ts';

/** Lays the collected records out below `<root>data/raw`, and lists them as the inputs of the bundle. */
export async function layOutRaw(job: BundleJob, stage: Stage, root: RawLayoutInput['root'] = ''): Promise<RawLayout> {
  const layout = await job.threads.run(
    'layOutRawRecords',
    {
      recordsFile: inStaging(job, RECORDS_FILE),
      contentFolder: inStaging(job, BUNDLE_FOLDER),
      workFolder: inStaging(job, WORK_FOLDER),
      inputsFile: inStaging(job, INPUTS_FILE),
      root,
    },
    { signal: job.signal, onProgress: stage.add },
  );
  stage.finish();
  return layout;
}

/** The artifacts of a layout: its shards compressed, its SBOMs as they lie there. */
export async function rawArtifacts(job: BundleJob, { shards, sboms }: RawLayout, stage: Stage): Promise<Artifact[]> {
  const compressed = await compressShards(job, [...shards.advisories, ...shards.vex], stage);
  return [...compressed, ...sboms.map(jsonArtifact)];
}

/** Bytes that are to be compressed. */
export function plainBytesOf({ shards }: RawLayout): number {
  return [...shards.advisories, ...shards.vex].reduce((sum, { plainBytes }) => sum + plainBytes, 0);
}

/** A JSON document that lies in the bundle as it is. */
export function jsonArtifact(file: FileDigest): Artifact {
  return { ...file, mediaType: 'application/json', records: 1, compression: 'none' };
}
