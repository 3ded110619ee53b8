import { sql } from 'kysely';
import type { Database, StopListening } from '../database/database.ts';

/** An event of a tenant. `seq` numbers a tenant's events from 1 without a gap, in the order of their commits. */
export interface TenantEvent {
  readonly seq: number;
  readonly type: string;
  /** What it is about, such as a run's id. */
  readonly subject: string;
  readonly data: unknown;
  readonly at: Date;
}

export interface EventPosition {
  /** The oldest event still kept; one past the newest where none is. */
  readonly oldest: number;
  /** The newest event; 0 where there never was one. */
  readonly newest: number;
}

/** The append-only events of one service, by tenant; also what is streamed to browsers. */
export interface EventLog {
  /** Part of the running transaction; streams see it once that commits. `data` is at most 4 KB of JSON. */
  append(tenant: string, type: string, subject: string, data: object): Promise<void>;
  /** Events after `seq`, oldest first; of one subject where given. */
  after(tenant: string, seq: number, options: { limit: number; subject?: string }): Promise<TenantEvent[]>;
  position(tenant: string): Promise<EventPosition>;
  /** Calls back when the tenant may have new events, in this process or another. */
  onAppend(tenant: string, listener: () => void): () => void;
  /** Deletes events older than `keptDays`. */
  prune(keptDays: number): Promise<number>;
  close(): Promise<void>;
}

interface PendingEvent {
  readonly tenant: string;
  readonly type: string;
  readonly subject: string;
  readonly data: string;
}

const maximumBytes = 4_096;

/** @param stream names the service's log within the kernel's tables, such as `export-center`. */
export async function createEventLog(database: Database, stream: string): Promise<EventLog> {
  const log = new StoredEventLog(database, stream);
  await log.open();
  return log;
}

class StoredEventLog implements EventLog {
  readonly #database: Database;
  readonly #stream: string;
  readonly #channel: string;
  readonly #listeners = new Map<string, Set<() => void>>();
  #stopListening: StopListening | undefined;

  constructor(database: Database, stream: string) {
    this.#database = database;
    this.#stream = stream;
    this.#channel = `events_${stream.replaceAll('-', '_')}`;
  }

  async open(): Promise<void> {
    this.#stopListening = await this.#database.listen(
      this.#channel,
      (payload) => this.#wake((payload as { tenant: string }).tenant),
      () => this.#listeners.forEach((_, tenant) => this.#wake(tenant)),
    );
  }

  async append(tenant: string, type: string, subject: string, data: object): Promise<void> {
    const text = JSON.stringify(data);
    if (Buffer.byteLength(text) > maximumBytes) throw new RangeError(`An event ${type} passes ${maximumBytes} bytes`);
    // Written last: the counter's row is locked from here to the commit, which also makes the order of numbers the
    // order of commits. A reader that has seen a number can never be shown a lower one later.
    await this.#database.beforeCommit(() => this.#write({ tenant, type, subject, data: text }));
  }

  async #write({ tenant, type, subject, data }: PendingEvent): Promise<void> {
    const db = this.#database.query<unknown>();
    const { rows } = await sql<{ seq: number }>`
      insert into kernel.event_counters as counter (stream, tenant, seq) values (${this.#stream}, ${tenant}, 1)
      on conflict (stream, tenant) do update set seq = counter.seq + 1
      returning seq`.execute(db);
    await sql`
      insert into kernel.events (stream, tenant, seq, type, subject, data, at)
      values (${this.#stream}, ${tenant}, ${rows[0]?.seq}, ${type}, ${subject}, ${data}, ${new Date()})`.execute(db);
    await this.#database.notify(this.#channel, { tenant });
  }

  async after(tenant: string, seq: number, options: { limit: number; subject?: string }): Promise<TenantEvent[]> {
    const ofSubject = options.subject === undefined ? sql`` : sql`and subject = ${options.subject}`;
    const { rows } = await sql<TenantEvent>`
      select seq, type, subject, data, at from kernel.events
      where stream = ${this.#stream} and tenant = ${tenant} and seq > ${seq} ${ofSubject}
      order by seq limit ${options.limit}`.execute(this.#database.query());
    return rows;
  }

  async position(tenant: string): Promise<EventPosition> {
    const { rows } = await sql<{ oldest: number | null; newest: number }>`
      select counter.seq as newest,
        (select min(event.seq) from kernel.events event
          where event.stream = counter.stream and event.tenant = counter.tenant) as oldest
      from kernel.event_counters counter
      where counter.stream = ${this.#stream} and counter.tenant = ${tenant}`.execute(this.#database.query());
    const [row] = rows;
    return { newest: row?.newest ?? 0, oldest: row?.oldest ?? (row?.newest ?? 0) + 1 };
  }

  onAppend(tenant: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(tenant) ?? new Set();
    this.#listeners.set(tenant, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(tenant);
    };
  }

  async prune(keptDays: number): Promise<number> {
    const before = new Date(Date.now() - keptDays * 86_400_000);
    const { numAffectedRows } = await sql`
      delete from kernel.events where stream = ${this.#stream} and at < ${before}`.execute(this.#database.query());
    return Number(numAffectedRows ?? 0);
  }

  async close(): Promise<void> {
    await this.#stopListening?.();
    this.#listeners.clear();
  }

  #wake(tenant: string): void {
    this.#listeners.get(tenant)?.forEach((listener) => listener());
  }
}
