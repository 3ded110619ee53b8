import { hash, randomBytes } from 'node:crypto';
import type { TokenSet } from './token-set.ts';

/** Who signed in, as the provider says. */
export interface SignedInPerson {
  readonly subject: string;
  /** The provider's own session (`sid`). */
  readonly providerSid: string | null;
  readonly userName: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly authTime: Date;
}

/** What is known of a session without opening its vault. */
export interface SessionSummary extends SignedInPerson {
  /** SHA-256 of the cookie's value, hex. */
  readonly idHash: string;
  readonly label: string;
  readonly selectedTenant: string | null;
  readonly createdAt: Date;
  readonly idleExpiresAt: Date;
  readonly absoluteExpiresAt: Date;
}

/** One browser's session. Immutable: a change makes a new one. */
export interface Session extends SessionSummary {
  readonly tokens: TokenSet;
  /** Of `tokens`, counted by the vault. */
  readonly version: number;
}

/** Why a session ended; also the `reason` in the audit trail. */
export type EndReason =
  | 'signed-out'
  | 'ended-from-another-session'
  | 'signed-out-at-provider'
  | 'replaced-by-sign-in'
  | 'replaced-by-step-up'
  | 'idle'
  | 'too-old'
  | 'too-many-sessions'
  | 'refresh-refused';

/** 256 random bits, the value of the cookie. */
export function newSessionId(): string {
  return randomBytes(32).toString('base64url');
}

/** Undefined where the value cannot be one of ours, so that nothing longer than a hash reaches the database. */
export function hashOfSessionId(id: string | undefined): string | undefined {
  if (id === undefined || !/^[\w-]{43}$/.test(id)) return undefined;
  return hash('sha256', id, 'hex');
}

/** What a person, and the audit trail, calls a session: `sess-0123456789abcdef`. It leads to no cookie. */
export function sessionNameOf(idHash: string): string {
  return `sess-${idHash.slice(0, 16)}`;
}
