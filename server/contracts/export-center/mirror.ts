import { z } from 'zod';
import { bytes, digest, runId, timestamp } from '../values.ts';
import { selectors } from './profile.ts';

const mirrorLink = z.strictObject({
  runId,
  variant: z.enum(['full', 'delta']),
  baseRunId: runId.nullable(),
  fileName: z.string(),
  bytes,
  sha256: digest,
  manifestSha256: digest,
  createdAt: timestamp,
  /** False where the bundle was pruned: what builds on it cannot be imported any more. */
  present: z.boolean(),
});

/** A full mirror and the deltas on it, in the order of import. */
export const mirrorChain = z
  .strictObject({ selectors, links: z.array(mirrorLink), bytes, complete: z.boolean() })
  .meta({ id: 'MirrorChain' });

export type MirrorChain = z.output<typeof mirrorChain>;

export const mirrorChains = z.strictObject({ items: z.array(mirrorChain) });
