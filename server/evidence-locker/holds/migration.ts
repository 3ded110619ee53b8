import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const holdTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const schema = db.schema.withSchema('evidence');
    await schema
      .createTable('holds')
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('hold_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('case_id', 'text', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('ticket', 'text')
      .addColumn('scope', 'jsonb', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('review_at', 'timestamptz', (column) => column.notNull())
      .addColumn('expires_at', 'timestamptz')
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('created_by_name', 'text', (column) => column.notNull())
      .addColumn('placement_key', 'text', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('holds_pkey', ['tenant', 'hold_id'])
      .addUniqueConstraint('holds_placement', ['tenant', 'created_by', 'placement_key'])
      .execute();
    await schema.createIndex('holds_newest').on('holds').columns(['tenant', 'created_at', 'hold_id']).execute();
    await schema.createIndex('holds_state').on('holds').columns(['tenant', 'state']).execute();
    await schema
      .createTable('hold_bundles')
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('hold_id', 'text', (column) => column.notNull())
      .addColumn('bundle_id', 'text', (column) => column.notNull())
      .addColumn('gone', 'boolean', (column) => column.notNull().defaultTo(false))
      .addPrimaryKeyConstraint('hold_bundles_pkey', ['tenant', 'hold_id', 'bundle_id'])
      .addForeignKeyConstraint('hold_bundles_hold', ['tenant', 'hold_id'], 'evidence.holds', ['tenant', 'hold_id'])
      .addForeignKeyConstraint('hold_bundles_bundle', ['tenant', 'bundle_id'], 'evidence.replay_bundles', [
        'tenant',
        'bundle_id',
      ])
      .execute();
    await schema.createIndex('hold_bundles_of').on('hold_bundles').columns(['tenant', 'bundle_id']).execute();
  },
};
