import { type Artifact } from '../../../../contracts/export-center/run.ts';
import { archiveMediaType, compressedMediaType, fileNameEnding } from '../../../../kernel/streams/compress.ts';
import { type FileDigest } from '../../digests.ts';
import {
  BUNDLE_FOLDER,
  type BundleJob,
  INPUTS_FILE,
  RECORDS_FILE,
  WORK_FOLDER,
  inBundle,
  inStaging,
} from '../../staging/bundle-job.ts';
import { sideBySide } from '../../threads/side-by-side.ts';
import { type BuildProgress, type BundleAdapter } from '../bundle-adapter.ts';
import { type RawLayout } from './lay-out-raw-records.ts';
import { type Shard } from './shard-writer.ts';

/** `json:raw`: the documents as they were ingested (bundles.md, "Kinds"). */
export const rawAdapter: BundleAdapter = {
  form: 'archive',
  root: '',
  fileName: ({ runId, compression }) => `${runId}.tar${fileNameEnding(compression.codec)}`,
  mediaType: ({ compression }) => archiveMediaType(compression.codec),
  async build(job, report) {
    const layout = await layOut(job, report);
    const shards = await compressShards(job, layout, report);
    return {
      artifacts: [...shards, ...layout.sboms.map(sbomArtifact)],
      counts: { ...layout.counts, policyEvaluations: 0 },
      redacted: 0,
    };
  },
};

/** Sorting is quick beside compressing. */
const LAYOUT_SHARE = 0.2;

type Report = (progress: BuildProgress) => void;

function layOut(job: BundleJob, report: Report): Promise<RawLayout> {
  let [items, bytes] = [0, 0];
  return job.threads.run(
    'layOutRawRecords',
    {
      recordsFile: inStaging(job, RECORDS_FILE),
      contentFolder: inStaging(job, BUNDLE_FOLDER),
      workFolder: inStaging(job, WORK_FOLDER),
      inputsFile: inStaging(job, INPUTS_FILE),
    },
    {
      signal: job.signal,
      onProgress: (done) => {
        items += done.items;
        bytes += done.bytes;
        report({ fraction: 0, items, bytes });
      },
    },
  );
}

async function compressShards(job: BundleJob, layout: RawLayout, report: Report): Promise<Artifact[]> {
  const items = Object.values(layout.counts).reduce((sum, count) => sum + count, 0);
  const total = layout.shards.reduce((sum, { plainBytes }) => sum + plainBytes, 0);
  let bytes = 0;
  report({ fraction: LAYOUT_SHARE, items, bytes });
  return sideBySide(layout.shards, job.signal, async (shard, signal) => {
    const onProgress = (done: { bytes: number }) => {
      bytes += done.bytes;
      report({ fraction: LAYOUT_SHARE + (1 - LAYOUT_SHARE) * (bytes / total), items, bytes });
    };
    return compressShard(job, shard, { signal, onProgress });
  });
}

async function compressShard(
  job: BundleJob,
  shard: Shard,
  options: { signal: AbortSignal; onProgress: (done: { bytes: number }) => void },
): Promise<Artifact> {
  const { compression } = job.plan;
  const path = `${shard.path}${fileNameEnding(compression.codec)}`;
  const files = { from: shard.plainFile, to: inStaging(job, inBundle(path)), compression };
  const made = await job.threads.run('compressFile', files, options);
  const mediaType = compressedMediaType('application/x-ndjson', compression.codec);
  return { path, ...made, mediaType, records: shard.records, compression: compression.codec };
}

function sbomArtifact(file: FileDigest): Artifact {
  return { ...file, mediaType: 'application/json', records: 1, compression: 'none' };
}
