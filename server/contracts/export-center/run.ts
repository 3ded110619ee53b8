import { z } from 'zod';
import { runErrorCodes } from '../errors.ts';
import { bytes, digest, holdId, policySnapshotId, profileId, runId, timestamp } from '../values.ts';
import { encryptionModes, profileKinds, profileVariants, runPhases, runPriorities, runStatuses } from './kinds.ts';
import { selectors } from './profile.ts';

/** `POST /runs`. `selectors` replace the profile's own for this run. */
export const runSubmission = z.strictObject({
  profileId,
  selectors: selectors.optional(),
  priority: z.enum(runPriorities).default('normal'),
  allowEmpty: z.boolean().default(false),
  /** Decides as that snapshot did: its policy, its evidence and its selectors. */
  policySnapshotId: policySnapshotId.optional(),
  /** mirror:delta: the run to build on, instead of the one that the profile's `base` finds. */
  baseRunId: runId.optional(),
  /** mirror:delta: tells importers to drop what they hold; the bundle then carries everything. */
  resetBaseline: z.boolean().default(false),
});

export type RunSubmission = z.output<typeof runSubmission>;

export const submittedRun = z.strictObject({
  runId,
  status: z.enum(runStatuses),
  /** Median of like runs; null while there is none. */
  estimateSeconds: z.number().nullable(),
  links: z.strictObject({ self: z.string(), events: z.string() }),
});

export type SubmittedRun = z.output<typeof submittedRun>;

export const verdict = z.enum(['passed', 'failed', 'not-run', 'stale']);
export type Verdict = z.output<typeof verdict>;

/** One thing that verification found wrong. `path` is inside the bundle; empty for the bundle file as a whole. */
export const verificationProblem = z.strictObject({
  path: z.string(),
  reason: z.string(),
  expected: z.string().optional(),
  actual: z.string().optional(),
});

export type VerificationProblem = z.output<typeof verificationProblem>;

/** No key to check signatures with; content that is encrypted; a kind whose content is not checked further. */
const notRunReason = z.enum(['no-key', 'encrypted', 'no-check']);

export const runVerification = z
  .strictObject({
    signature: verdict,
    hashes: verdict,
    provenance: verdict,
    import: verdict,
    /** Artifacts whose digest was right, of those that the manifest names. */
    hashesOk: z.int().nonnegative(),
    hashesTotal: z.int().nonnegative(),
    problems: z.array(verificationProblem),
    /** Why a check that says `not-run` was not run. */
    notRun: z
      .strictObject({ signature: notRunReason, provenance: notRunReason, import: notRunReason })
      .partial()
      .optional(),
    at: timestamp.nullable(),
  })
  .meta({ id: 'RunVerification' });

export type RunVerification = z.output<typeof runVerification>;

export const runCounts = z.strictObject({
  advisories: z.int().nonnegative(),
  vex: z.int().nonnegative(),
  sboms: z.int().nonnegative(),
  policyEvaluations: z.int().nonnegative(),
});

export const runBundle = z.strictObject({
  fileName: z.string(),
  bytes,
  sha256: digest,
  mediaType: z.string(),
  encrypted: z.boolean(),
});

/** The run that would repair a failure, ready to be started. */
const preparedRun = z.strictObject({
  type: z.literal('submit-run'),
  kind: z.enum(profileKinds),
  variant: z.enum(profileVariants),
  /** Null where the tenant has no such profile yet. */
  profileId: profileId.nullable(),
});

export const runError = z.strictObject({
  code: z.enum(runErrorCodes),
  phase: z.enum(runPhases),
  message: z.string(),
  /** What to do now, from the runbook, section 6. */
  recovery: z.string(),
  action: preparedRun.nullable(),
});

export type RunError = z.output<typeof runError>;

export const phaseTiming = z.strictObject({
  phase: z.enum(runPhases),
  startedAt: timestamp,
  finishedAt: timestamp.nullable(),
});

export const run = z
  .strictObject({
    runId,
    profileId,
    profileName: z.string(),
    profileRevision: z.int(),
    kind: z.enum(profileKinds),
    variant: z.enum(profileVariants),
    tenant: z.string(),
    trigger: z.enum(['manual', 'schedule', 'catch-up']),
    priority: z.enum(runPriorities),
    status: z.enum(runStatuses),
    phase: z.enum(runPhases).nullable(),
    phases: z.array(phaseTiming),
    attempt: z.int().min(1),
    maxAttempts: z.int().min(1),
    progress: z.strictObject({
      percent: z.number().min(0).max(100),
      itemsCompleted: z.int().nonnegative(),
      itemsTotal: z.int().nonnegative(),
      bytes,
    }),
    createdAt: timestamp,
    startedAt: timestamp.nullable(),
    finishedAt: timestamp.nullable(),
    /** Seconds that finished runs of the same kind took; null while there is none. */
    usualSeconds: z.strictObject({ p50: z.number(), p95: z.number() }).nullable(),
    selectors,
    allowEmpty: z.boolean(),
    policyVersion: z.string().nullable(),
    policySnapshotId: z.string().nullable(),
    inputsHash: digest.nullable(),
    rerunHash: digest.nullable(),
    counts: runCounts.nullable(),
    bundle: runBundle.nullable(),
    signatures: z.array(z.strictObject({ path: z.string(), keyId: z.string(), algorithm: z.string() })),
    verification: runVerification,
    distribution: z.array(
      z.strictObject({
        target: z.string(),
        status: z.enum(['pending', 'published', 'failed']),
        reference: z.string().nullable(),
        digest: digest.nullable(),
        error: z.string().nullable(),
      }),
    ),
    error: runError.nullable(),
    baseRunId: runId.nullable(),
    /** Active holds on the bundle, from the Evidence Locker; null where that is not known right now, and in lists. */
    heldBy: z.array(z.strictObject({ holdId, name: z.string() })).nullable(),
    incidentId: z.string().nullable(),
    expiresAt: timestamp.nullable(),
    /** Reason and ticket of the latest operator action on this run. */
    operator: z.strictObject({ reason: z.string(), ticket: z.string().nullable() }).nullable(),
    createdBy: z.string(),
  })
  .meta({ id: 'Run' });

export type Run = z.output<typeof run>;

/** One artifact as `export.json` lists it. */
export const artifact = z
  .strictObject({
    path: z.string(),
    sha256: digest,
    plainSha256: digest.optional(),
    bytes,
    mediaType: z.string(),
    records: z.int().nonnegative(),
    compression: z.enum(['zstd', 'gzip', 'none']),
  })
  .meta({ id: 'Artifact' });

export type Artifact = z.output<typeof artifact>;

const manifestDocument = z.strictObject({ path: z.string(), sha256: digest, bytes });

/** `encryptedPaths` are files, or folders where they end with a slash. */
const manifestEncryption = z.strictObject({
  mode: z.enum(encryptionModes),
  strict: z.boolean(),
  recipients: z.array(z.string()),
  encryptedPaths: z.array(z.string()),
});

/** What a delta builds on; `baseManifestDigest` is that of the base's `export.json`. */
const manifestBase = z.strictObject({ baseExportId: runId, baseManifestDigest: digest, resetBaseline: z.boolean() });

/** `export.json` of a bundle (bundles.md, "Always"). */
export const exportManifest = z
  .strictObject({
    schemaVersion: z.literal('1.0'),
    runId,
    profile: z.strictObject({
      id: profileId,
      name: z.string(),
      kind: z.enum(profileKinds),
      variant: z.enum(profileVariants),
      revision: z.int(),
    }),
    tenant: z.string(),
    selectors,
    policyVersion: z.string().nullable(),
    inputsHash: digest,
    rerunHash: digest,
    counts: runCounts,
    artifacts: z.array(artifact),
    /** Files that lie beside the artifacts and do not count for `rerunHash`, since signatures and wrapped keys differ. */
    documents: z.array(manifestDocument),
    encryption: manifestEncryption.nullable(),
    base: manifestBase.nullable(),
    redactions: z.strictObject({ pointers: z.array(z.string()), applied: z.int() }),
    tools: z.array(z.strictObject({ name: z.string(), version: z.string() })),
    schedule: z.null(),
    createdAt: timestamp,
  })
  .meta({ id: 'ExportManifest' });

export type ExportManifest = z.output<typeof exportManifest>;
