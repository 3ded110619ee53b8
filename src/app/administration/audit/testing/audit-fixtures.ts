import type { AuditLine } from '../../../../../server/contracts/bff/audit.ts';

/** Two minutes before FakeClock's time. */
export const signedInLine: AuditLine = {
  id: 7,
  at: '2026-11-22T09:58:00.123Z',
  kind: 'sign-in.succeeded',
  subject: 'u-7f3a',
  displayName: 'Ada Admin',
  tenant: null,
  session: 'sess-0123456789abcdef',
  clientAddress: '192.0.2.7',
  reason: null,
  times: 1,
  traceId: '01HZY3M8Q4T7V9W2X5Z6A7B8C9',
};

export const refusedLine: AuditLine = {
  ...signedInLine,
  id: 6,
  at: '2026-11-22T09:57:00.000Z',
  kind: 'request.refused',
  tenant: 'acme',
  reason: 'ERR_SCOPE',
  times: 40,
};

export const switchedLine: AuditLine = { ...signedInLine, id: 5, kind: 'tenant.switched', tenant: 'acme' };

/** Nobody is known yet: it failed before that. */
export const failedLine: AuditLine = {
  ...signedInLine,
  id: 4,
  kind: 'sign-in.failed',
  subject: null,
  displayName: null,
  session: null,
  reason: 'unheard_of',
  traceId: null,
};

/** So many lines, the newest with the number `from`. */
export function auditLines(count: number, from = count): AuditLine[] {
  return Array.from({ length: count }, (_, index) => ({ ...signedInLine, id: from - index }));
}
