import type { AuditKind } from '../../contracts/bff/audit.ts';
import type { Database } from '../../kernel/database/database.ts';
import { currentClientAddress, currentLogContext } from '../../kernel/logging/log-context.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import type { BffTables } from '../tables.ts';
import type { AuditedPerson } from './audited-person.ts';

/** Who did what. When, by which request and from where is known where it is recorded. */
export interface AuditEntry {
  readonly kind: AuditKind;
  /** Without one the line belongs to nobody: it stands in the log only, which is made for what anybody can cause. */
  readonly person?: AuditedPerson;
  /** Id hash. */
  readonly session?: string | undefined;
  /** The tenant it was about. A line without one is for the officers of all tenants of its person. */
  readonly tenant?: string;
  /** A word of ours (an error code, an end reason), never text of the request. */
  readonly reason?: string;
  /** How often it happened; 1 unless several are gathered in one line. */
  readonly times?: number | undefined;
}

/** The record of what people and the BFF did with sessions: a row each, and the same as a log line. */
export interface AuditTrail {
  /** Joins the running transaction, so that what is recorded and what happened stay one. */
  record(entry: AuditEntry): Promise<void>;
}

export function createAuditTrail(database: Database, logger: Logger, now: () => number = Date.now): AuditTrail {
  async function insert({ kind, tenant, session, reason, times = 1 }: AuditEntry, person: AuditedPerson) {
    await database
      .query<BffTables>()
      .insertInto('bff.audit')
      .values({
        at: new Date(now()),
        kind,
        subject: person.subject,
        display_name: person.displayName,
        tenants: [...person.tenants],
        tenant: tenant ?? null,
        session: session ?? null,
        client_address: currentClientAddress() ?? null,
        trace_id: currentLogContext().traceId ?? null,
        reason: reason ?? null,
        times,
      })
      .execute();
  }

  return {
    async record(entry) {
      const { kind, person, tenant, session, reason, times } = entry;
      if (person) await insert(entry, person);
      const clientAddress = currentClientAddress();
      const line = { audit: kind, subject: person?.subject, tenant, session, clientAddress, reason, times };
      database.afterCommit(() => logger.info(line, 'audit'));
    },
  };
}
