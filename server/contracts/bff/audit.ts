import { z } from 'zod';
import { listOf, listQuery, several } from '../lists.ts';
import { tenantId, timestamp } from '../values.ts';

/** What the audit trail records (security.md, goal 26). */
export const auditKinds = [
  'sign-in.succeeded',
  'sign-in.failed',
  'step-up.succeeded',
  'step-up.failed',
  'session.ended',
  'token.refreshed',
  'token.refused',
  'request.refused',
  'tenant.switched',
] as const;

export type AuditKind = (typeof auditKinds)[number];

/** One line of the audit trail. Null where it does not apply, or was not known when it happened. */
export const auditLine = z.strictObject({
  id: z.int(),
  at: timestamp,
  kind: z.enum(auditKinds),
  subject: z.string().nullable(),
  displayName: z.string().nullable(),
  tenant: tenantId.nullable(),
  /** The session by the name that its person sees, `sess-…`. */
  session: z.string().nullable(),
  clientAddress: z.string().nullable(),
  /** An error code or an end reason, as in `ERR_CSRF` or `idle`. */
  reason: z.string().nullable(),
  /** More than 1 where repeats of one session are gathered in one line. */
  times: z.int().min(1),
  traceId: z.string().nullable(),
});

export type AuditLine = z.output<typeof auditLine>;

export const auditLines = listOf(auditLine);

/** Newest first. `from` is included, `to` is not. */
export const auditQuery = z.strictObject({
  ...listQuery,
  kind: several(z.enum(auditKinds)),
  subject: z.string().min(1).max(256).optional(),
  from: timestamp.optional(),
  to: timestamp.optional(),
});

export type AuditQuery = z.output<typeof auditQuery>;
