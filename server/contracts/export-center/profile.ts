import { z } from 'zod';
import { bytes, humanLine, humanText, profileId, runId, timestamp } from '../values.ts';
import {
  baseModes,
  encryptionModes,
  packableProfiles,
  policySnapshotModes,
  profileKinds,
  profileVariants,
  retentionModes,
} from './kinds.ts';
import { reportContradictions } from './profile-consistency.ts';

export const timeWindow = z.union([
  z
    .strictObject({ from: timestamp, to: timestamp })
    .refine(({ from, to }) => from <= to, { message: 'from must not lie after to', path: ['from'] }),
  z.strictObject({ lastDays: z.int().min(1).max(3650) }),
]);

/** Narrows what a run packs. Empty lists select everything. */
export const selectors = z.strictObject({
  /** purl patterns; `*` at the end matches any rest. */
  products: z.array(humanLine(512)).max(200).default([]),
  /** OSV ecosystem names, for example `Go`, `npm`. */
  ecosystems: z.array(humanLine(64)).max(50).default([]),
  /** Subjects (`name@version`) of SBOMs; `*` at the end matches any rest. */
  sbomSubjects: z.array(humanLine(512)).max(200).default([]),
  timeWindow: timeWindow.optional(),
});

export type Selectors = z.output<typeof selectors>;

export const compression = z.strictObject({
  codec: z.enum(['zstd', 'gzip', 'none']).default('zstd'),
  level: z.int().min(1).max(22).default(10),
});

export type Compression = z.output<typeof compression>;

/** Who can read an encrypted bundle: `age1…` for mode age, `kms://<name>` for mode aes-gcm. */
const recipient = z.string().regex(/^(?:age1[02-9ac-hj-np-z]{50,100}|kms:\/\/[a-z0-9][a-z0-9._-]{0,62})$/, {
  error: 'must be an age recipient (age1…) or the name of a key (kms://…)',
});

export const encryption = z.strictObject({
  enabled: z.boolean().default(false),
  mode: z.enum(encryptionModes).default('age'),
  recipients: z.array(recipient).max(32).default([]),
  /** Encrypts all but the manifests, the recipients and the signatures. */
  strict: z.boolean().default(false),
});

export type Encryption = z.output<typeof encryption>;

/** What a delta builds on: the newest full run, the newest run of the chain, or one that is named. */
export const base = z.strictObject({ mode: z.enum(baseModes), runId: runId.optional() });

/** RFC 6901; `~` only as `~0` or `~1`. */
const jsonPointer = z
  .string()
  .max(256)
  .regex(/^(?:\/(?:[^~/\p{Cc}]|~[01])*)+$/u, 'must be a JSON pointer as in /details');

export const include = z.enum(['advisories', 'vex', 'sboms', 'findings']);

const profileName = z
  .string()
  .min(3)
  .max(64)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'use lower-case letters, digits and inner hyphens');

const labelName = z.string().regex(/^[a-z0-9][a-z0-9._/-]{0,62}$/, 'is not a label name');

const kindAndVariant = { kind: z.enum(profileKinds), variant: z.enum(profileVariants) };

const retention = z.strictObject({ mode: z.enum(retentionModes), value: z.int().min(1).max(3650) });

const draftFields = {
  name: profileName,
  description: humanText(1024).default(''),
  ...kindAndVariant,
  include: z.array(include).min(1).max(4).default(['advisories', 'vex', 'sboms']),
  selectors: selectors.prefault({}),
  policySnapshotMode: z.enum(policySnapshotModes).default('none'),
  /** Schema version of a Trivy database; null takes the newest that is supported. */
  trivy: z
    .strictObject({ schemaVersion: z.int().min(1).max(99) })
    .nullable()
    .default(null),
  compression: compression.prefault({}),
  encryption: encryption.prefault({}),
  base: base.nullable().default(null),
  /** Left out of normalised records and policy output; raw documents are never changed. */
  redaction: z.array(jsonPointer).max(64).default([]),
  distribution: z
    .array(z.enum(['http']))
    .min(1)
    .max(1)
    .default(['http']),
  retention: retention.prefault({ mode: 'days', value: 30 }),
  labels: z.record(labelName, humanText(256)).default({}),
};

function isPackable({ kind, variant }: { kind: string; variant: string }): boolean {
  return (packableProfiles as readonly string[]).includes(`${kind}:${variant}`);
}

const notPackable = { error: `must make one of ${packableProfiles.join(', ')} together with kind`, path: ['variant'] };

/** What a tenant admin writes; each change makes the next immutable revision. */
export const profileDraft = z
  .strictObject(draftFields)
  .refine(isPackable, notPackable)
  .superRefine(reportContradictions);

export type ProfileDraft = z.output<typeof profileDraft>;

/** Required from revision 2 (runbook, section 9: a change record names tenant impact and expected bundle size). */
export const changeRecord = z.strictObject({
  impact: humanLine(1024),
  expectedBundleBytes: bytes,
  ticket: humanText(128).optional(),
});

export type ChangeRecord = z.output<typeof changeRecord>;

/** The next revision: the whole draft again, and why it changes. */
export const profileRevisionDraft = z
  .strictObject({ ...draftFields, changeRecord })
  .refine(isPackable, notPackable)
  .superRefine(reportContradictions);

export type ProfileRevisionDraft = z.output<typeof profileRevisionDraft>;

export const profile = z
  .strictObject({
    profileId,
    ...draftFields,
    changeRecord: changeRecord.nullable(),
    revision: z.int().min(1),
    archived: z.boolean(),
    createdAt: timestamp,
    createdBy: z.string(),
    updatedAt: timestamp,
    updatedBy: z.string(),
  })
  .meta({ id: 'Profile' });

export type Profile = z.output<typeof profile>;
