import { createHash } from 'node:crypto';
import { canonicalJson } from '../../verification/canonical-json.ts';
import type { EffectivePolicy, Policy } from './policy.ts';

/**
 * The policy as it is on `day` (UTC, `2026-11-22`): ignores whose last day lies before are left out. The others keep
 * their order, in which `ignore:<index>` of an evaluation counts.
 */
export function effectivePolicy(policy: Policy, day: string): EffectivePolicy {
  const effective = { ...policy, ignores: policy.ignores.filter(({ until }) => until >= day) };
  const version = createHash('sha256').update(canonicalJson(effective)).digest('hex');
  return { version: `sha256:${version}`, policy: effective };
}
