import type { EffectivePolicy, Policy } from './policy.ts';

/**
 * What decides beside policy and evidence. The version is raised whenever the same evidence would be matched, or the same
 * statements weighed, in another way.
 */
export const MATCHER = { name: 'stella-matcher', version: '2' } as const;

/**
 * `data/policy/snapshot.json`, as canonical JSON: all that the evaluations beside it follow from. It names no run and no
 * time, so the same policy over the same inputs gives the same bytes.
 */
export interface PolicySnapshotDocument {
  readonly schemaVersion: '1.0';
  /** Digest of `policy` as canonical JSON. */
  readonly policyVersion: string;
  readonly policy: Policy;
  /** `sha256:<hex>` over the inputs that were judged. */
  readonly inputsHash: string;
  readonly matcher: typeof MATCHER;
}

export function snapshotDocument({ version, policy }: EffectivePolicy, inputsHash: string): PolicySnapshotDocument {
  return { schemaVersion: '1.0', policyVersion: version, policy, inputsHash, matcher: MATCHER };
}
