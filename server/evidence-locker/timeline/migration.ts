import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The timeline and the row per tenant that its chain ends in. */
export const timelineTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const schema = db.schema.withSchema('evidence');
    await schema
      .createTable('tenants')
      .addColumn('tenant', 'text', (column) => column.primaryKey())
      .addColumn('timeline_seq', 'bigint', (column) => column.notNull())
      .addColumn('timeline_head', 'text')
      .execute();
    await schema
      .createTable('timeline_events')
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addColumn('event_id', 'text', (column) => column.notNull())
      .addColumn('at', 'timestamptz', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('ticket', 'text')
      .addColumn('trace_id', 'text')
      .addColumn('payload', 'text')
      .addColumn('payload_digest', 'text', (column) => column.notNull())
      .addColumn('previous_hash', 'text')
      .addColumn('hash', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('timeline_events_pkey', ['tenant', 'seq'])
      .addUniqueConstraint('timeline_events_event', ['tenant', 'event_id'])
      .execute();
    await schema
      .createIndex('timeline_events_subject')
      .on('timeline_events')
      .columns(['tenant', 'subject', 'seq'])
      .execute();
    await refuseChanges(db);
  },
};

/** The database itself keeps the timeline append-only, whatever the program does. */
async function refuseChanges(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function evidence.refuse_timeline_change() returns trigger language plpgsql as $$
    begin
      raise exception 'evidence.timeline_events is append-only: % refused', tg_op
        using errcode = 'insufficient_privilege';
    end $$`.execute(db);
  await sql`
    create trigger timeline_events_append_only
    before update or delete or truncate on evidence.timeline_events
    for each statement execute function evidence.refuse_timeline_change()`.execute(db);
}
