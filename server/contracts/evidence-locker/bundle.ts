import { z } from 'zod';
import { bundleId, bytes, digest, holdId, humanLine, runId, timestamp } from '../values.ts';

export const bundleKinds = ['evaluation', 'job', 'export', 'replay'] as const;

export const heldBy = z.array(z.strictObject({ holdId, name: z.string() }));

/** A bundle under retention. An export's bundle is a reference by digest to the shared object store. */
export const evidenceBundle = z
  .strictObject({
    bundleId,
    kind: z.enum(bundleKinds),
    tier: z.enum(['hot', 'cold']),
    digest,
    bytes,
    fileName: z.string(),
    objectRef: z.string(),
    source: z.strictObject({
      runId: runId.nullable(),
      profileId: z.string().nullable(),
      scanId: z.string().nullable(),
    }),
    createdAt: timestamp,
    purgeAfter: timestamp,
    /** When its bytes were pruned; null while they are kept. */
    prunedAt: timestamp.nullable(),
    heldBy,
  })
  .meta({ id: 'EvidenceBundle' });

export type EvidenceBundle = z.output<typeof evidenceBundle>;

/** Internal: what the Export Center registers once a run's bundle is stored. Repeating it changes nothing. */
export const bundleRegistration = z.strictObject({
  kind: z.literal('export'),
  digest,
  bytes,
  fileName: humanLine(255),
  objectRef: humanLine(512),
  runId,
  profileId: humanLine(64),
  createdAt: timestamp,
  purgeAfter: timestamp,
});

export type BundleRegistration = z.output<typeof bundleRegistration>;

/** Internal: asks for the right to delete the bytes of a digest. */
export const pruneClaimRequest = z.strictObject({ digest, runId, reason: humanLine(256) });

export const pruneClaim = z.strictObject({
  claimId: z.string(),
  digest,
  /** After this time the claim no longer protects a deletion; ask again. */
  expiresAt: timestamp,
});

export type PruneClaim = z.output<typeof pruneClaim>;

/** Internal: how a claimed deletion ended. */
export const pruneClaimEnd = z.strictObject({ outcome: z.enum(['deleted', 'abandoned']) });
