import type { Tenants } from '../../contracts/bff/session.ts';
import { AppError } from '../../kernel/http/errors.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { auditedSession } from '../audit/audited-person.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { TenantSwitches } from './tenant-switches.ts';

/** The person's tenants; the selected one is where they last were, if they still may. */
export function tenantsOf({ tokens, selectedTenant }: Session): Tenants {
  const ids = Object.keys(tokens.tenants).sort();
  const selected = selectedTenant !== null && ids.includes(selectedTenant) ? selectedTenant : (ids[0] ?? null);
  return {
    // Nobody tells the BFF of a tenant's name in prose; its id is what people call it.
    tenants: ids.map((id) => ({ id, displayName: id, roles: tokens.tenants[id] ?? [] })),
    selectedTenant: selected,
  };
}

export interface TenantSelectionParts {
  readonly database: Database;
  readonly sessions: Sessions;
  readonly audit: AuditTrail;
  readonly switches: TenantSwitches;
}

/** Records the switch in the session, the audit trail and the tenant's timeline. Throws `ERR_TENANT_MISMATCH`. */
export async function selectTenant(parts: TenantSelectionParts, session: Session, tenant: string): Promise<Tenants> {
  const before = tenantsOf(session);
  if (!before.tenants.some(({ id }) => id === tenant)) {
    throw new AppError('ERR_TENANT_MISMATCH', 'You have no role in this tenant. Choose one of yours.');
  }
  if (session.selectedTenant === tenant) return before;
  const { database, sessions, audit, switches } = parts;
  const { subject } = session;
  const changed = await database.transaction(async () => {
    await audit.record({ kind: 'tenant.switched', ...auditedSession(session), tenant });
    await switches.tell({ tenant, subject, from: before.selectedTenant });
    return sessions.selectTenant(session, tenant);
  });
  return tenantsOf(changed);
}
