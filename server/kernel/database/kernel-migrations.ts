import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const firstTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const schema = db.schema.withSchema('kernel');
    await schema
      .createTable('idempotency')
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('method', 'text', (column) => column.notNull())
      .addColumn('path', 'text', (column) => column.notNull())
      .addColumn('request_digest', 'text', (column) => column.notNull())
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .addColumn('leased_until', 'timestamptz')
      .addColumn('status', 'integer')
      .addColumn('headers', 'jsonb')
      .addColumn('body', 'text')
      .addPrimaryKeyConstraint('idempotency_pkey', ['key', 'subject', 'tenant', 'method', 'path'])
      .execute();
    await schema.createIndex('idempotency_age').on('idempotency').column('created_at').execute();
    await schema
      .createTable('event_counters')
      .addColumn('stream', 'text', (column) => column.notNull())
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('event_counters_pkey', ['stream', 'tenant'])
      .execute();
    await schema
      .createTable('events')
      .addColumn('stream', 'text', (column) => column.notNull())
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('data', 'jsonb', (column) => column.notNull())
      .addColumn('at', 'timestamptz', (column) => column.notNull())
      .addPrimaryKeyConstraint('events_pkey', ['stream', 'tenant', 'seq'])
      .execute();
    await schema
      .createIndex('events_of_subject')
      .on('events')
      .columns(['stream', 'tenant', 'subject', 'seq'])
      .execute();
    await schema.createIndex('events_age').on('events').columns(['stream', 'at']).execute();
    await schema
      .createTable('outbox')
      .addColumn('id', 'bigint', (column) => column.generatedAlwaysAsIdentity().primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('topic', 'text', (column) => column.notNull())
      .addColumn('message', 'jsonb', (column) => column.notNull())
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('due_at', 'timestamptz', (column) => column.notNull())
      .execute();
    await schema.createIndex('outbox_order').on('outbox').columns(['name', 'tenant', 'id']).execute();
  },
};

/** Tables that the kernel keeps for every service. */
export const kernelMigrations = { '2026-11-22-kernel': firstTables };
