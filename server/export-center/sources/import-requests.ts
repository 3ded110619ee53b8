import { sql } from 'kysely';
import type { Database } from '../../kernel/database/database.ts';
import { newUlid } from '../../kernel/ids.ts';
import type { Actor } from '../actor.ts';
import type { SourcesTables } from './tables.ts';

const channel = 'export_import_requested';

/** A person's request that an import has served. */
export interface ServedRequest {
  readonly actor: string;
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly traceId: string | null;
}

/**
 * Requests to import a tenant's folder. They lie in the database until an import that began after them has committed, so that none is
 * lost with the process that was asked: another one, or the next, finds it here.
 */
export class ImportRequests {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Asks for an import in the name of a person. */
  async add({ tenant, subject, operator, traceId }: Actor): Promise<{ startedAt: Date }> {
    const requestedAt = new Date();
    await this.#database.transaction(async () => {
      await this.#database
        .query<SourcesTables>()
        .insertInto('export_center.import_requests')
        .values({
          request_id: newUlid(),
          tenant,
          requested_at: requestedAt,
          actor: subject,
          reason: operator?.reason ?? null,
          ticket: operator?.ticket ?? null,
          trace_id: traceId,
        })
        .execute();
      await this.#database.notify(channel, {});
    });
    return { startedAt: requestedAt };
  }

  /** Asks for an import because the folder may have changed; one such request that waits is enough. */
  async addSeen(tenant: string): Promise<void> {
    await sql`
      insert into export_center.import_requests (request_id, tenant, requested_at)
      values (${newUlid()}, ${tenant}, ${new Date()})
      on conflict (tenant) where actor is null and taken_by is null do nothing`.execute(this.#query());
    await this.#database.notify(channel, {});
  }

  /** Calls back when there may be a new request, in this process or another. */
  onAdded(listener: () => void): Promise<() => Promise<void>> {
    return this.#database.listen(channel, listener, listener);
  }

  /** The tenant whose request has waited longest, of those whose import is not under way; undefined where there is none. */
  async next(): Promise<string | undefined> {
    const { rows } = await sql<{ tenant: string }>`
      select request.tenant
      from export_center.import_requests as request
      where not exists (
        select from export_center.running_imports as running
        where running.tenant = request.tenant and running.alive_at > now() - interval '30 seconds'
      )
      order by request.requested_at, request.request_id
      limit 1`.execute(this.#query());
    return rows[0]?.tenant;
  }

  /**
   * The import serves what has been asked until now; call it before it looks at the folder. Resolves to whether a person
   * asked.
   */
  async take(tenant: string, importId: string): Promise<boolean> {
    const taken = await this.#query()
      .updateTable('export_center.import_requests')
      .set({ taken_by: importId })
      .where('tenant', '=', tenant)
      .returning('actor')
      .execute();
    return taken.some(({ actor }) => actor !== null);
  }

  /** Part of the import's transaction: the requests are served. Resolves to those of people. */
  async settle(importId: string): Promise<ServedRequest[]> {
    const rows = await this.#query()
      .deleteFrom('export_center.import_requests')
      .where('taken_by', '=', importId)
      .returning(['actor', 'reason', 'ticket', 'trace_id as traceId'])
      .execute();
    return rows.flatMap(({ actor, ...request }) => (actor === null ? [] : { actor, ...request }));
  }

  #query() {
    return this.#database.query<SourcesTables>();
  }
}
