import { sql, type Selectable } from 'kysely';
import type { AuditLine, AuditQuery } from '../../contracts/bff/audit.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { Position } from '../../kernel/http/cursor.ts';
import { numberOf, readPage, type ListRequest, type PageOf } from '../../kernel/http/page.ts';
import { sessionNameOf } from '../sessions/session.ts';
import type { AuditTable, BffTables } from '../tables.ts';

/** The query of `GET /console/audit` without its page. */
export type AuditFilter = Omit<AuditQuery, 'limit' | 'cursor'>;

type AuditRow = Selectable<AuditTable>;

/** Reads the audit trail of a tenant, newest first: the lines of the people who belonged to it then. */
export class AuditLines {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws AppError ERR_VALIDATION for a cursor of another tenant or filter. */
  list(request: ListRequest<AuditFilter>): Promise<PageOf<AuditLine>> {
    const { tenant, filter } = request;
    return readPage(request, {
      rows: (limit, after) => this.#rows(tenant, filter, limit, after),
      count: () => this.#count(tenant, filter),
      position: ({ id }) => ({ key: id, id: String(id) }),
      items: (rows) => rows.map(lineOf),
    });
  }

  async #rows(tenant: string, filter: AuditFilter, limit: number, after?: Position): Promise<AuditRow[]> {
    let query = this.#matching(tenant, filter).selectAll().orderBy('id', 'desc').limit(limit);
    if (after) query = query.where('id', '<', numberOf(after));
    return query.execute();
  }

  async #count(tenant: string, filter: AuditFilter): Promise<number> {
    const { total } = await this.#matching(tenant, filter)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return total;
  }

  #matching(tenant: string, { kind, subject, from, to }: AuditFilter) {
    let query = this.#database
      .query<BffTables>()
      .selectFrom('bff.audit')
      .where(sql<boolean>`tenants @> array[${tenant}]::text[]`)
      // What a person of two tenants did in the other one is that one's business.
      .where((either) => either.or([either('tenant', 'is', null), either('tenant', '=', tenant)]));
    if (kind) query = query.where('kind', 'in', kind);
    if (subject !== undefined) query = query.where('subject', '=', subject);
    if (from !== undefined) query = query.where('at', '>=', new Date(from));
    if (to !== undefined) query = query.where('at', '<', new Date(to));
    return query;
  }
}

function lineOf(row: AuditRow): AuditLine {
  return {
    id: row.id,
    at: row.at.toISOString(),
    kind: row.kind,
    subject: row.subject,
    displayName: row.display_name,
    tenant: row.tenant,
    session: row.session === null ? null : sessionNameOf(row.session),
    clientAddress: row.client_address,
    reason: row.reason,
    times: row.times,
    traceId: row.trace_id,
  };
}
