import type { Session, SignedInPerson } from '../sessions/session.ts';
import type { TokenSet } from '../sessions/token-set.ts';

/** Whose line it is. The tenants are those of that time: the officers of each of them may read it. */
export interface AuditedPerson {
  readonly subject: string;
  readonly displayName: string;
  readonly tenants: readonly string[];
}

/** A person who has just signed in. */
export function auditedPerson({ subject, displayName }: SignedInPerson, { tenants }: TokenSet): AuditedPerson {
  return { subject, displayName, tenants: Object.keys(tenants) };
}

/** A session and its person, for an audit entry. */
export function auditedSession(session: Session): { readonly person: AuditedPerson; readonly session: string } {
  return { person: auditedPerson(session, session.tokens), session: session.idHash };
}
