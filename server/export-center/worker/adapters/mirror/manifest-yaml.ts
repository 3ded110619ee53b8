import { stringify } from 'yaml';
import { type Artifact, type ExportManifest } from '../../../../contracts/export-center/run.ts';
import { type BundlePlan } from '../../bundle-plan.ts';

export interface MirrorManifestParts extends Pick<
  ExportManifest,
  'counts' | 'inputsHash' | 'rerunHash' | 'redactions' | 'encryption'
> {
  readonly plan: BundlePlan;
  /** As stored, sorted by path. */
  readonly artifacts: readonly Artifact[];
}

/**
 * `manifest.yaml` (mirror-bundles.md, section 2) in pieces: the members stand in the seed's order, and the artifacts, of which
 * there may be very many, are written one at a time. The same parts give the same text.
 */
export function* manifestYaml(parts: MirrorManifestParts): Generator<string> {
  const { plan, artifacts, counts } = parts;
  const { profile, runId, tenant, selectors } = plan;
  yield yaml({ profile: `${profile.kind}:${profile.variant}`, runId, tenant, selectors, counts });
  if (artifacts.length === 0) yield yaml({ artifacts: [] });
  else yield 'artifacts:\n';
  for (const artifact of artifacts) yield indented(yaml([listed(artifact)]));
  yield yaml(restOf(parts));
}

function listed({ path, sha256, bytes, plainSha256 }: Artifact): object {
  return { path, sha256, bytes, ...(plainSha256 === undefined ? {} : { plainSha256 }) };
}

function restOf({ plan, artifacts, inputsHash, rerunHash, redactions, encryption }: MirrorManifestParts): object {
  return {
    sizes: { files: artifacts.length, bytes: artifacts.reduce((sum, { bytes }) => sum + bytes, 0) },
    encryption: encryption && {
      mode: encryption.mode,
      strict: encryption.strict,
      recipients: encryption.recipients,
      encryptedPaths: encryption.encryptedPaths,
    },
    base: baseOf(plan),
    inputsHash,
    rerunHash,
    policyVersion: plan.policyVersion,
    schedule: null,
    redactions: { pointers: redactions.pointers, applied: redactions.applied },
    createdAt: plan.createdAt,
  };
}

/** Null for a full mirror. A delta that resets the baseline says so, and names no base. */
function baseOf({ base, resetBaseline }: BundlePlan): object | null {
  if (!base && !resetBaseline) return null;
  return {
    baseExportId: base?.runId ?? null,
    baseManifestDigest: base?.manifestSha256 ?? null,
    resetBaseline,
  };
}

/** Block style, no folding of long lines, no anchors for what happens to be the same twice. */
function yaml(value: object): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
