import type { Database } from '../../kernel/database/database.ts';
import { currentLogContext } from '../../kernel/logging/log-context.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import type { BffTables } from '../tables.ts';

export type AuditKind =
  | 'sign-in.succeeded'
  | 'sign-in.failed'
  | 'step-up.succeeded'
  | 'session.ended'
  | 'token.refreshed'
  | 'token.refused'
  | 'request.refused'
  | 'tenant.switched';

/** Who did what, from where. The session stands by its hash only. */
export interface AuditEntry {
  readonly kind: AuditKind;
  readonly subject?: string;
  readonly tenant?: string;
  /** Id hash. */
  readonly session?: string;
  readonly clientAddress?: string;
  /** A word of ours (an error code, an end reason), never text of the request. */
  readonly reason?: string;
}

/** The record of what people and the BFF did with sessions: a row each, and the same as a log line. */
export interface AuditTrail {
  /** Joins the running transaction, so that what is recorded and what happened stay one. */
  record(entry: AuditEntry): Promise<void>;
}

export function createAuditTrail(database: Database, logger: Logger, now: () => number = Date.now): AuditTrail {
  return {
    async record(entry) {
      const { kind, subject, tenant, session, clientAddress, reason } = entry;
      await database
        .query<BffTables>()
        .insertInto('bff.audit')
        .values({
          at: new Date(now()),
          kind,
          subject: subject ?? null,
          tenant: tenant ?? null,
          session: session ?? null,
          client_address: clientAddress ?? null,
          trace_id: currentLogContext().traceId ?? null,
          reason: reason ?? null,
        })
        .execute();
      database.afterCommit(() =>
        logger.info({ audit: kind, ...present({ subject, tenant, session, reason }) }, 'audit'),
      );
    },
  };
}

function present(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
}
