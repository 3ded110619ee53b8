import type { AuditKind } from '../../../../server/contracts/bff/audit.ts';
import type { Status } from '../../shared/ui/status/status.ts';

/** What happened, as a person reads it. */
export const statusOfKind: Readonly<Record<AuditKind, Status>> = {
  'sign-in.succeeded': { role: 'success', word: 'Signed in' },
  'sign-in.failed': { role: 'failure', word: 'Sign-in failed' },
  'step-up.succeeded': { role: 'success', word: 'Signed in again' },
  'step-up.failed': { role: 'failure', word: 'Signing in again failed' },
  'session.ended': { role: 'neutral', word: 'Session ended', icon: 'logout' },
  'token.refreshed': { role: 'neutral', word: 'Tokens renewed', icon: 'refresh' },
  'token.refused': { role: 'failure', word: 'Tokens refused' },
  'request.refused': { role: 'attention', word: 'Request refused', icon: 'block' },
  'tenant.switched': { role: 'neutral', word: 'Tenant switched', icon: 'domain' },
};

/** In the order in which they are offered as a filter. */
export const auditKinds = Object.keys(statusOfKind) as readonly AuditKind[];

/** Words of the BFF (error codes, end reasons, what was wrong with an answer of the provider) in words for a person. */
const wordOfReason: Readonly<Record<string, string>> = {
  'signed-out': 'Signed out',
  'ended-from-another-session': 'Ended from another session',
  'signed-out-at-provider': 'Signed out at the identity provider',
  'replaced-by-sign-in': 'Replaced by a new sign-in',
  'replaced-by-step-up': 'Replaced by signing in again',
  idle: 'Idle for too long',
  'too-old': 'Reached its greatest length',
  'too-many-sessions': 'Too many sessions of the person',
  'refresh-refused': 'The identity provider refused to renew it',
  invalid_grant: 'The identity provider refused to renew it',
  ERR_CSRF: 'Not sent by the console',
  ERR_EXPECT: 'Malformed request',
  ERR_HOST: 'Sent to another host',
  ERR_PATH: 'Malformed address',
  ERR_RATE_LIMIT: 'Too many requests',
  ERR_SCOPE: 'Without the right to it',
  ERR_TENANT_MISMATCH: 'For a tenant of others',
  access_denied: 'Declined at the identity provider',
  another_person: 'Somebody else signed in',
  login_required: 'Nobody signed in at the identity provider',
  not_signed_in_anew: 'The identity provider did not ask again',
  session_ended_meanwhile: 'The session had ended meanwhile',
  unknown_state: 'Not begun in this browser',
};

/** The reason in words; one that this console does not know stands as it came. */
export function wordsOfReason(reason: string): string {
  return wordOfReason[reason] ?? reason;
}
