import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const pruneClaimTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const schema = db.schema.withSchema('evidence');
    await schema
      .createTable('prune_claims')
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('claim_id', 'text', (column) => column.notNull())
      .addColumn('bundle_id', 'text', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('claimed_by', 'text', (column) => column.notNull())
      .addColumn('granted_at', 'timestamptz', (column) => column.notNull())
      .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
      .addColumn('ended_at', 'timestamptz')
      .addColumn('outcome', 'text')
      .addPrimaryKeyConstraint('prune_claims_pkey', ['tenant', 'claim_id'])
      .addForeignKeyConstraint('prune_claims_bundle', ['tenant', 'bundle_id'], 'evidence.replay_bundles', [
        'tenant',
        'bundle_id',
      ])
      .execute();
    await schema
      .createIndex('prune_claims_open')
      .on('prune_claims')
      .columns(['tenant', 'digest'])
      .where(sql.ref('ended_at'), 'is', null)
      .execute();
  },
};
