import { z } from 'zod';
import { bytes, runId, timestamp } from '../values.ts';
import { evidenceKinds } from './kinds.ts';

/** One thing to change, or to know, before the profile is run; `path` is a field of the profile, empty for none. */
const remark = z.strictObject({ path: z.string(), message: z.string() });

/** A p50/p95 pair; null while there is no like run. */
const quantiles = z.strictObject({ p50: z.number(), p95: z.number() }).nullable();

/** What a run would do, from the same code as a run (contract.md, section 3, "Dry run"). */
export const dryRun = z
  .strictObject({
    evidence: z.array(
      z.strictObject({
        kind: z.enum(evidenceKinds),
        documents: z.int(),
        /** Of the documents as ingested. */
        bytes,
        /** The first documents by id. */
        samples: z.array(z.strictObject({ id: z.string(), source: z.string(), subject: z.string().nullable() })),
      }),
    ),
    /** From the like runs of the last 90 days; null while there is none. */
    estimate: z.strictObject({ bytes: quantiles, seconds: quantiles, likeRuns: z.int() }),
    quota: z.strictObject({ limit: z.int(), active: z.int(), fits: z.boolean() }),
    /** mirror:delta: the run that it would build on. */
    base: z.strictObject({ runId: runId.nullable(), present: z.boolean() }).nullable(),
    recipients: z.array(z.strictObject({ recipient: z.string(), usable: z.boolean(), reason: z.string().nullable() })),
    targets: z.array(z.strictObject({ target: z.string(), reachable: z.boolean(), reason: z.string().nullable() })),
    /** Next times that a schedule would fire; empty without one. */
    nextRuns: z.array(timestamp),
    /** A run would fail of these. */
    blockers: z.array(remark),
    warnings: z.array(remark),
  })
  .meta({ id: 'DryRun' });

export type DryRun = z.output<typeof dryRun>;
