import { type Artifact, type ExportManifest } from '../../contracts/export-center/run.ts';

/** What `manifest.yaml` repeats of `export.json`. */
export type MirrorFacts = Pick<
  ExportManifest,
  | 'profile'
  | 'runId'
  | 'tenant'
  | 'selectors'
  | 'counts'
  | 'artifacts'
  | 'encryption'
  | 'base'
  | 'inputsHash'
  | 'rerunHash'
  | 'policyVersion'
  | 'schedule'
  | 'redactions'
  | 'createdAt'
>;

/** The members of `manifest.yaml` before its artifacts, in the order of mirror-bundles.md, section 2. */
export function membersBeforeArtifacts({ profile, runId, tenant, selectors, counts }: MirrorFacts): object {
  const { advisories, vex, sboms, policyEvaluations } = counts;
  return {
    profile: `${profile.kind}:${profile.variant}`,
    runId,
    tenant,
    selectors,
    counts: { advisories, vex, sboms, policyEvaluations },
  };
}

export function listedArtifact({ path, sha256, bytes, plainSha256 }: Artifact): object {
  return { path, sha256, bytes, ...(plainSha256 === undefined ? {} : { plainSha256 }) };
}

/** The members after them: those of section 4 and 6, and what an importer needs to know a mirror by. */
export function membersAfterArtifacts(facts: MirrorFacts): object {
  const { artifacts, encryption, inputsHash, rerunHash, policyVersion, schedule, redactions, createdAt } = facts;
  return {
    sizes: { files: artifacts.length, bytes: artifacts.reduce((sum, { bytes }) => sum + bytes, 0) },
    encryption: encryption && {
      mode: encryption.mode,
      strict: encryption.strict,
      recipients: encryption.recipients,
      encryptedPaths: encryption.encryptedPaths,
    },
    base: baseOf(facts),
    inputsHash,
    rerunHash,
    policyVersion,
    schedule,
    redactions: { pointers: redactions.pointers, applied: redactions.applied },
    createdAt,
  };
}

/** Null for a full mirror. A delta without a base resets the baseline. */
function baseOf({ profile, base }: MirrorFacts): object | null {
  if (profile.variant !== 'delta') return null;
  const { baseExportId = null, baseManifestDigest = null, resetBaseline = true } = base ?? {};
  return { baseExportId, baseManifestDigest, resetBaseline };
}
