import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const bundleTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const schema = db.schema.withSchema('evidence');
    await schema
      .createTable('replay_bundles')
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('bundle_id', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('tier', 'text', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .addColumn('file_name', 'text', (column) => column.notNull())
      .addColumn('object_ref', 'text', (column) => column.notNull())
      .addColumn('run_id', 'text')
      .addColumn('profile_id', 'text')
      .addColumn('scan_id', 'text')
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .addColumn('purge_after', 'timestamptz', (column) => column.notNull())
      .addColumn('pruned_at', 'timestamptz')
      .addPrimaryKeyConstraint('replay_bundles_pkey', ['tenant', 'bundle_id'])
      .addUniqueConstraint('replay_bundles_reference', ['tenant', 'digest', 'run_id'])
      .execute();
    await schema.createIndex('replay_bundles_run').on('replay_bundles').columns(['tenant', 'run_id']).execute();
    await schema
      .createIndex('replay_bundles_newest')
      .on('replay_bundles')
      .columns(['tenant', 'created_at', 'bundle_id'])
      .execute();
    await schema
      .createIndex('replay_bundles_due')
      .on('replay_bundles')
      .columns(['tenant', 'purge_after', 'bundle_id'])
      .execute();
  },
};
