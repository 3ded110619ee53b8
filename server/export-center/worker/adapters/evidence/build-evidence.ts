import { BUNDLE_FOLDER, type BundleJob, INPUTS_FILE, WORK_FOLDER, inStaging } from '../../staging/bundle-job.ts';
import { sideBySide } from '../../threads/side-by-side.ts';
import { type BuildProgress, type BuiltArtifacts } from '../bundle-adapter.ts';
import { compressShards } from './compress-shards.ts';
import { type RawLayout } from './lay-out-raw-records.ts';
import { writePolicySnapshot } from './policy-snapshot-file.ts';
import { remarksOn } from './remarks.ts';
import { jsonArtifact, layOutRaw, plainBytesOf, rawArtifacts } from './raw-files.ts';
import { type BeginStage, type Stage, createStages } from './stages.ts';

export interface EvidenceOptions {
  /** Whether the index documents of a mirror are made. */
  readonly indexes: boolean;
}

/** What one part of the bundle adds to the whole. */
type Part = Required<Pick<BuiltArtifacts, 'artifacts' | 'redacted' | 'remarks'>> & { readonly evaluations: number };

/** How much of the time each part takes. */
const SHARES = { layOut: 0.15, compressRaw: 0.45, derive: 0.3, compressDerived: 0.1 };

/**
 * Builds what bundles of processed evidence hold: the raw records and the normalised ones; where the plan has a policy its
 * snapshot, the evaluations and the consensus; where asked for the indexes of a mirror.
 */
export async function buildEvidence(
  job: BundleJob,
  options: EvidenceOptions,
  report: (progress: BuildProgress) => void,
): Promise<BuiltArtifacts> {
  const stage = createStages(report);
  const layout = await layOutRaw(job, stage(SHARES.layOut));
  const snapshot = await snapshotOf(job);
  const raw = stage(SHARES.compressRaw, plainBytesOf(layout));
  const makers = [
    (part: BundleJob) => derivedPart(part, layout, options, stage),
    (part: BundleJob) => rawPart(part, layout, raw),
  ];
  // One thread derives while the others compress what is there.
  const parts = await sideBySide(makers, job.signal, (make, signal) => make({ ...job, signal }));
  const total = (of: (part: Part) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  return {
    artifacts: [...parts.flatMap(({ artifacts }) => artifacts), ...snapshot.artifacts],
    counts: { ...layout.counts, policyEvaluations: total(({ evaluations }) => evaluations) },
    redacted: total(({ redacted }) => redacted),
    remarks: parts.flatMap(({ remarks }) => remarks),
    ...snapshot.judged,
  };
}

async function snapshotOf(job: BundleJob) {
  const { policy, selectors, policyVersion } = job.plan;
  if (!policy) return { artifacts: [] };
  const inputs = { inputsFile: inStaging(job, INPUTS_FILE), selectors, policyVersion };
  const inputsHash = await job.threads.run('digestInputs', inputs, { signal: job.signal });
  return { artifacts: [await writePolicySnapshot(job, policy, inputsHash)], judged: { judgedInputsHash: inputsHash } };
}

async function rawPart(job: BundleJob, layout: RawLayout, stage: Stage): Promise<Part> {
  return { artifacts: await rawArtifacts(job, layout, stage), evaluations: 0, redacted: 0, remarks: [] };
}

async function derivedPart(
  job: BundleJob,
  layout: RawLayout,
  { indexes }: EvidenceOptions,
  begin: BeginStage,
): Promise<Part> {
  const { policy, redaction } = job.plan;
  const deriving = begin(SHARES.derive, plainBytesOf(layout));
  const derived = await job.threads.run(
    'deriveRecords',
    {
      ...{ layout, policy, redaction, indexes },
      contentFolder: inStaging(job, BUNDLE_FOLDER),
      workFolder: inStaging(job, WORK_FOLDER),
    },
    // The records were counted when they were laid out.
    { signal: job.signal, onProgress: ({ bytes }) => deriving.add({ items: 0, bytes }) },
  );
  deriving.finish();
  const plainBytes = derived.shards.reduce((sum, shard) => sum + shard.plainBytes, 0);
  const compressed = await compressShards(job, derived.shards, begin(SHARES.compressDerived, plainBytes));
  const { evaluations, redacted } = derived.counts;
  const remarks = remarksOn(derived.counts);
  return { artifacts: [...compressed, ...derived.indexes.map(jsonArtifact)], evaluations, redacted, remarks };
}
