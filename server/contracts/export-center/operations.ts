import * as bundles from './operations/bundles.ts';
import * as evidence from './operations/evidence.ts';
import * as keys from './operations/keys.ts';
import * as profiles from './operations/profiles.ts';
import * as runs from './operations/runs.ts';
import * as statistics from './operations/statistics.ts';

export * from './operations/bundles.ts';
export * from './operations/evidence.ts';
export * from './operations/keys.ts';
export * from './operations/profiles.ts';
export * from './operations/runs.ts';
export * from './operations/statistics.ts';

/** Every operation of the Export Center, in the order of its OpenAPI document. */
export const exportCenterOperations = [
  profiles.listProfiles,
  profiles.createProfile,
  profiles.getProfile,
  profiles.listProfileRevisions,
  profiles.reviseProfile,
  profiles.archiveProfile,
  profiles.cloneProfile,
  profiles.dryRunDraft,
  profiles.dryRunProfile,
  runs.submitRun,
  runs.listRuns,
  runs.getRun,
  runs.cancelRun,
  runs.retryRun,
  bundles.verifyRun,
  runs.streamEvents,
  runs.streamRunEvents,
  bundles.getRunManifest,
  bundles.getRunProvenance,
  bundles.listRunArtifacts,
  bundles.downloadArtifact,
  bundles.headArtifact,
  bundles.downloadBundle,
  bundles.headBundle,
  bundles.deleteBundle,
  evidence.listSources,
  evidence.importSources,
  evidence.getPolicy,
  evidence.listPolicySnapshots,
  evidence.listMirrorChains,
  keys.listKeys,
  keys.rotateKeys,
  statistics.getOverview,
] as const;
