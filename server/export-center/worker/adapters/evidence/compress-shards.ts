import { type Artifact } from '../../../../contracts/export-center/run.ts';
import { compressedMediaType, fileNameEnding } from '../../../../kernel/streams/compress.ts';
import { type BundleJob, inBundle, inStaging } from '../../staging/bundle-job.ts';
import { sideBySide } from '../../threads/side-by-side.ts';
import { type Shard } from './shard-writer.ts';
import { type Stage } from './stages.ts';

/** Compresses plain shards into the bundle folder, as many at once as there are threads. */
export async function compressShards(job: BundleJob, shards: readonly Shard[], stage: Stage): Promise<Artifact[]> {
  const artifacts = await sideBySide(shards, job.signal, (shard, signal) =>
    compressShard({ ...job, signal }, shard, stage),
  );
  stage.finish();
  return artifacts;
}

async function compressShard(job: BundleJob, { path: plainPath, plainFile, records }: Shard, stage: Stage) {
  const { compression } = job.plan;
  const path = `${plainPath}${fileNameEnding(compression.codec)}`;
  const files = { from: plainFile, to: inStaging(job, inBundle(path)), compression };
  const made = await job.threads.run('compressFile', files, { signal: job.signal, onProgress: stage.add });
  const mediaType = compressedMediaType('application/x-ndjson', compression.codec);
  return { path, ...made, mediaType, records, compression: compression.codec };
}
