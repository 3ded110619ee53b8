import { z } from 'zod';
import { runErrorCodes } from '../errors.ts';
import { profileId, timestamp } from '../values.ts';

export const statisticsQuery = z.strictObject({
  from: timestamp.optional(),
  to: timestamp.optional(),
  bucket: z.enum(['hour', 'day']).default('hour'),
});

/** Run statistics of a tenant over a time range (half open: `from` ≤ t < `to`). */
export const overview = z.strictObject({
  from: timestamp,
  to: timestamp,
  bucket: z.enum(['hour', 'day']),
  totals: z.strictObject({
    active: z.int(),
    queued: z.int(),
    succeeded: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    needsAction: z.int(),
    bytes: z.int(),
  }),
  /** Seconds from start to finish of the runs that succeeded; null where there is none. */
  duration: z.strictObject({ p50: z.number(), p95: z.number(), p99: z.number(), sloSeconds: z.number() }).nullable(),
  throughput: z.array(
    z.strictObject({
      profileId,
      profileName: z.string(),
      points: z.array(z.strictObject({ at: timestamp, runs: z.int() })),
    }),
  ),
  failures: z.array(z.strictObject({ code: z.enum(runErrorCodes), runs: z.int() })),
});

export type Overview = z.output<typeof overview>;
