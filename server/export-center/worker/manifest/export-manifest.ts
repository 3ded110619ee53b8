import { type Artifact, type ExportManifest } from '../../../contracts/export-center/run.ts';
import { type BundlePlan } from '../bundle-plan.ts';
import { compressionTool } from '../../../kernel/streams/compress.ts';
import { BUILDER } from './builder.ts';

export interface ManifestParts extends Pick<
  ExportManifest,
  'counts' | 'inputsHash' | 'rerunHash' | 'redactions' | 'encryption'
> {
  readonly plan: BundlePlan;
  /** As stored, sorted by path. */
  readonly artifacts: readonly Artifact[];
  /** Sorted by path. */
  readonly documents: ExportManifest['documents'];
}

/** `export.json` (bundles.md, "Always"): what is in the bundle and what it was made with. */
export function exportManifest({ plan, ...parts }: ManifestParts): ExportManifest {
  return {
    schemaVersion: '1.0',
    runId: plan.runId,
    profile: plan.profile,
    tenant: plan.tenant,
    selectors: plan.selectors,
    policyVersion: plan.policyVersion,
    inputsHash: parts.inputsHash,
    rerunHash: parts.rerunHash,
    counts: parts.counts,
    artifacts: [...parts.artifacts],
    documents: parts.documents,
    encryption: parts.encryption,
    base: manifestBaseOf(plan),
    redactions: parts.redactions,
    // The compression level stands in the provenance, with the other parameters.
    tools: [BUILDER, ...compressionTool(plan.compression.codec)],
    schedule: null,
    createdAt: plan.createdAt,
  };
}

/** Null for a bundle that builds on no other one. */
export function manifestBaseOf({ base, resetBaseline }: BundlePlan): ExportManifest['base'] {
  return base && { baseExportId: base.runId, baseManifestDigest: base.manifestSha256, resetBaseline };
}
