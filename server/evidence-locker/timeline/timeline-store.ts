import type { Database } from '../../kernel/database/database.ts';
import type { Position } from '../../kernel/http/cursor.ts';
import { numberOf } from '../../kernel/http/page.ts';
import type { EvidenceTables } from '../tables.ts';
import type { TimelineRow } from './timeline-row.ts';

export interface TimelineFilter {
  readonly sort: 'seq' | '-seq';
  readonly kind?: readonly string[] | undefined;
  readonly subject?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** SQL of the timeline. Every statement runs in the transaction that is open, if any. */
export class TimelineStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(tenant: string, filter: TimelineFilter, limit: number, after?: Position): Promise<TimelineRow[]> {
    const descending = filter.sort === '-seq';
    let query = this.#matching(tenant, filter)
      .selectAll()
      .orderBy('seq', descending ? 'desc' : 'asc')
      .limit(limit);
    if (after) query = query.where('seq', descending ? '<' : '>', numberOf(after));
    return query.execute();
  }

  async count(tenant: string, filter: TimelineFilter): Promise<number> {
    const { total } = await this.#matching(tenant, filter)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return total;
  }

  /** At most `limit` events after number `seq`, up to number `until`, in order. */
  async readChain(tenant: string, seq: number, until: number, limit: number): Promise<TimelineRow[]> {
    return this.#events(tenant)
      .selectAll()
      .where('seq', '>', seq)
      .where('seq', '<=', until)
      .orderBy('seq')
      .limit(limit)
      .execute();
  }

  async find(tenant: string, eventId: string): Promise<TimelineRow | undefined> {
    return this.#events(tenant).selectAll().where('event_id', '=', eventId).executeTakeFirst();
  }

  /** The end of the chain as the tenant's row records it. */
  async head(tenant: string): Promise<{ seq: number; hash: string | null }> {
    const row = await this.#query()
      .selectFrom('evidence.tenants')
      .select(['timeline_seq as seq', 'timeline_head as hash'])
      .where('tenant', '=', tenant)
      .executeTakeFirst();
    return row ?? { seq: 0, hash: null };
  }

  /** Adds the event and moves the tenant's head to it. The caller holds the tenant's lock. */
  async append(row: TimelineRow): Promise<void> {
    await this.#query().insertInto('evidence.timeline_events').values(row).execute();
    await this.#query()
      .updateTable('evidence.tenants')
      .set({ timeline_seq: row.seq, timeline_head: row.hash })
      .where('tenant', '=', row.tenant)
      .execute();
  }

  #query() {
    return this.#database.query<EvidenceTables>();
  }

  #events(tenant: string) {
    return this.#query().selectFrom('evidence.timeline_events').where('tenant', '=', tenant);
  }

  #matching(tenant: string, filter: TimelineFilter) {
    let query = this.#events(tenant);
    if (filter.kind) query = query.where('kind', 'in', filter.kind);
    if (filter.subject) query = query.where('subject', '=', filter.subject);
    if (filter.from !== undefined) query = query.where('at', '>=', new Date(filter.from));
    if (filter.to !== undefined) query = query.where('at', '<', new Date(filter.to));
    return query;
  }
}
