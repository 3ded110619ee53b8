import type { Generated } from 'kysely';
import type { AuditKind } from '../contracts/bff/audit.ts';

export interface SessionsTable {
  /** SHA-256 of the cookie's value, hex. The value itself is nowhere. */
  id_hash: string;
  subject: string;
  /** The provider's name for its session (`sid`), by which a back-channel logout names ours. */
  provider_sid: string | null;
  user_name: string;
  display_name: string;
  email: string | null;
  /** Names the session among the person's own. */
  label: string;
  selected_tenant: string | null;
  auth_time: Date;
  created_at: Date;
  idle_expires_at: Date;
  absolute_expires_at: Date;
}

/** Tokens, apart from the session row; goes with it. */
export interface VaultTable {
  id_hash: string;
  /** Sealed `TokenSet`, bound to `id_hash` (vault-seal.ts). */
  sealed: string;
  /** Counts the writes: whoever writes names the version that was read. */
  version: number;
  /** Who is refreshing, and until when that is believed. */
  lease_holder: string | null;
  leased_until: Date | null;
}

export interface PreferencesTable {
  subject: string;
  preferences: string;
  updated_at: Date;
}

/** One line for each thing that security.md, goal 26 names. Rows are only added; the database refuses all else. */
export interface AuditTable {
  id: Generated<number>;
  at: Date;
  kind: AuditKind;
  subject: string | null;
  display_name: string | null;
  /** Tenants of the person then: whose officers may read the line. */
  tenants: string[];
  tenant: string | null;
  /** `id_hash` of the session. */
  session: string | null;
  client_address: string | null;
  trace_id: string | null;
  reason: string | null;
  times: number;
}

/** Logout tokens already seen, until they expire. */
export interface LogoutTokensTable {
  jti: string;
  expires_at: Date;
}

export interface BffTables {
  'bff.sessions': SessionsTable;
  'bff.vault': VaultTable;
  'bff.preferences': PreferencesTable;
  'bff.audit': AuditTable;
  'bff.logout_tokens': LogoutTokensTable;
}
