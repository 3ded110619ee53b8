import { CHANGED_ROOT } from '../../../../verification/mirror/delta-layout.ts';
import { BUNDLE_FOLDER, type BundleJob, INPUTS_FILE, WORK_FOLDER, inStaging } from '../../staging/bundle-job.ts';
import { type BundleAdapter } from '../bundle-adapter.ts';
import { writePolicySnapshot } from '../evidence/policy-snapshot-file.ts';
import { layOutRaw, plainBytesOf, rawArtifacts } from '../evidence/raw-files.ts';
import { createStages } from '../evidence/stages.ts';
import { DELTA_FILES } from './delta-files.ts';
import { type DeltaLayout } from './lay-out-delta.ts';
import { mirrorForm, writeReadme } from './mirror-form.ts';

/** How much of the time each part takes. */
const SHARES = { layOut: 0.2, compress: 0.6 };

/** `mirror:delta`: what has changed since the base (docs/adr/delta-carries-raw-records.md). */
export const deltaMirrorAdapter: BundleAdapter = {
  ...mirrorForm,
  async build(job, report) {
    const stage = createStages(report);
    const layout = await layOutRaw(job, stage(SHARES.layOut), CHANGED_ROOT);
    const raw = await rawArtifacts(job, layout, stage(SHARES.compress, plainBytesOf(layout)));
    const delta = await layOutDelta(job, layout.sbomList);
    const snapshot = await snapshotOf(job, delta);
    return {
      artifacts: [...raw, ...delta.artifacts, ...snapshot.artifacts, await writeReadme(job, 'delta')],
      counts: { ...layout.counts, policyEvaluations: 0 },
      redacted: 0,
      ...snapshot.judged,
    };
  },
};

function layOutDelta(job: BundleJob, sbomList: string): Promise<DeltaLayout> {
  const { base, resetBaseline, selectors, policyVersion } = job.plan;
  return job.threads.run(
    'layOutDelta',
    {
      countsFile: inStaging(job, DELTA_FILES.counts),
      removedFile: inStaging(job, DELTA_FILES.removed),
      statesFile: inStaging(job, DELTA_FILES.states),
      sbomList,
      plan: { base, resetBaseline, selectors, policyVersion },
      contentFolder: inStaging(job, BUNDLE_FOLDER),
      workFolder: inStaging(job, WORK_FOLDER),
      inputsFile: inStaging(job, INPUTS_FILE),
    },
    { signal: job.signal },
  );
}

/** The snapshot of the whole state, as a full mirror of it would hold it: an importer judges by it. */
async function snapshotOf(job: BundleJob, { stateInputsHash }: DeltaLayout) {
  const { policy } = job.plan;
  if (!policy || stateInputsHash === null) return { artifacts: [] };
  const artifact = await writePolicySnapshot(job, policy, stateInputsHash);
  return { artifacts: [artifact], judged: { judgedInputsHash: stateInputsHash } };
}
