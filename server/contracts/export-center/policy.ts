import { z } from 'zod';
import { digest, policySnapshotId, runId, timestamp } from '../values.ts';
import { selectors } from './profile.ts';

const policyVerdict = z.enum(['pass', 'warn', 'block']);
const severity = z.enum(['critical', 'high', 'medium', 'low', 'unknown']);

/** A policy as of a day; see server/evidence/policy/policy.ts. */
export const policyDocument = z.strictObject({
  schemaVersion: z.literal('1'),
  severities: z.partialRecord(severity, policyVerdict),
  ignores: z.array(
    z.strictObject({
      advisory: z.string().optional(),
      component: z.string().optional(),
      subject: z.string().optional(),
      reason: z.string(),
      until: z.iso.date(),
    }),
  ),
  default: policyVerdict,
});

export const tenantPolicy = z
  .strictObject({
    /** `built-in` while the tenant has no policy.yaml. */
    origin: z.enum(['tenant', 'built-in']),
    version: digest,
    policy: policyDocument,
    importedAt: timestamp.nullable(),
    /** Why the latest policy.yaml was refused; null where it was not. The policy before it stays in force. */
    refused: z.string().nullable(),
  })
  .meta({ id: 'TenantPolicy' });

export type TenantPolicy = z.output<typeof tenantPolicy>;

export const policySnapshot = z
  .strictObject({
    policySnapshotId,
    policyVersion: digest,
    inputsHash: digest,
    selectors,
    /** The run that made it first. */
    runId,
    createdAt: timestamp,
  })
  .meta({ id: 'PolicySnapshot' });

export type PolicySnapshot = z.output<typeof policySnapshot>;
