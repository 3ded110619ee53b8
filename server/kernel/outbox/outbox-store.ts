import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

export interface OutboxMessage<Message extends object> {
  readonly id: number;
  readonly tenant: string;
  readonly topic: string;
  readonly message: Message;
  /** 1 for the first delivery. */
  readonly attempt: number;
}

/** The table `kernel.outbox`. `due_at` is when a message may next be taken; taking it moves that on, as a lease. */
export class OutboxStore<Message extends object> {
  readonly #database: Database;
  readonly #name: string;

  constructor(database: Database, name: string) {
    this.#database = database;
    this.#name = name;
  }

  async add(tenant: string, topic: string, message: Message): Promise<void> {
    await sql`
      insert into kernel.outbox (name, tenant, topic, message, created_at, due_at)
      values (${this.#name}, ${tenant}, ${topic}, ${JSON.stringify(message)}, now(), now())`.execute(
      this.#database.query(),
    );
  }

  /** Takes the oldest message of each tenant, where it is due and nobody else has it, for `leaseMs`. */
  async take(limit: number, leaseMs: number): Promise<OutboxMessage<Message>[]> {
    const { rows } = await sql<OutboxMessage<Message>>`
      with heads as (
        select distinct on (tenant) id from kernel.outbox where name = ${this.#name} order by tenant, id
      ), due as (
        select id from kernel.outbox where id in (select id from heads) and due_at <= now()
        order by id limit ${limit} for update skip locked
      )
      update kernel.outbox taken
      set due_at = now() + ${leaseMs}::double precision * interval '1 millisecond', attempts = taken.attempts + 1
      from due where taken.id = due.id
      returning taken.id, taken.tenant, taken.topic, taken.message, taken.attempts as attempt`.execute(
      this.#database.query(),
    );
    return rows;
  }

  async delivered(id: number): Promise<void> {
    await sql`delete from kernel.outbox where id = ${id}`.execute(this.#database.query());
  }

  async postpone(id: number, delayMs: number): Promise<void> {
    await sql`
      update kernel.outbox set due_at = now() + ${delayMs}::double precision * interval '1 millisecond'
      where id = ${id}`.execute(this.#database.query());
  }

  /** Milliseconds until a message can be taken; undefined where there is none. */
  async nextDueInMs(): Promise<number | undefined> {
    const { rows } = await sql<{ wait: number | null }>`
      select (extract(epoch from min(due_at) - clock_timestamp()) * 1000)::double precision as wait
      from (
        select distinct on (tenant) due_at from kernel.outbox where name = ${this.#name} order by tenant, id
      ) heads`.execute(this.#database.query());
    return rows[0]?.wait ?? undefined;
  }

  async pending(): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from kernel.outbox where name = ${this.#name}`.execute(this.#database.query());
    return rows[0]?.count ?? 0;
  }
}
