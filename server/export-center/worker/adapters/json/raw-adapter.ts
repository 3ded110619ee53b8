import { archiveMediaType, fileNameEnding } from '../../../../kernel/streams/compress.ts';
import { type BundleAdapter } from '../bundle-adapter.ts';
import { layOutRaw, plainBytesOf, rawArtifacts } from '../evidence/raw-files.ts';
import { createStages } from '../evidence/stages.ts';

/** Sorting is quick beside compressing. */
const LAYOUT_SHARE = 0.2;

/** `json:raw`: the documents as they were ingested (bundles.md, "Kinds"). */
export const rawAdapter: BundleAdapter = {
  form: 'archive',
  root: '',
  fileName: ({ runId, compression }) => `${runId}.tar${fileNameEnding(compression.codec)}`,
  mediaType: ({ compression }) => archiveMediaType(compression.codec),
  async build(job, report) {
    const stage = createStages(report);
    const layout = await layOutRaw(job, stage(LAYOUT_SHARE));
    const artifacts = await rawArtifacts(job, layout, stage(1 - LAYOUT_SHARE, plainBytesOf(layout)));
    return { artifacts, counts: { ...layout.counts, policyEvaluations: 0 }, redacted: 0 };
  },
};
