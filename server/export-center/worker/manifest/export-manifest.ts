import { type Artifact, type ExportManifest } from '../../../contracts/export-center/run.ts';
import { type BundlePlan } from '../bundle-plan.ts';
import { compressionTool } from '../../../kernel/streams/compress.ts';
import { BUILDER } from './builder.ts';

export interface ManifestParts {
  readonly plan: BundlePlan;
  /** Sorted by path. */
  readonly artifacts: readonly Artifact[];
  readonly counts: ExportManifest['counts'];
  readonly inputsHash: string;
  readonly rerunHash: string;
}

/** `export.json` (bundles.md, "Always"): what is in the bundle and what it was made with. */
export function exportManifest({ plan, artifacts, counts, inputsHash, rerunHash }: ManifestParts): ExportManifest {
  return {
    schemaVersion: '1.0',
    runId: plan.runId,
    profile: plan.profile,
    tenant: plan.tenant,
    selectors: plan.selectors,
    policyVersion: plan.policyVersion,
    inputsHash,
    rerunHash,
    counts,
    artifacts: [...artifacts],
    documents: [],
    encryption: null,
    base: null,
    redactions: { pointers: [], applied: 0 },
    // The compression level stands in the provenance, with the other parameters.
    tools: [BUILDER, ...compressionTool(plan.compression.codec)],
    schedule: null,
    createdAt: plan.createdAt,
  };
}
