import type { MigrationSet } from '../../kernel/database/migrate.ts';

/** Schema `authority`: one table, see tables.ts. */
export const authorityMigrations: MigrationSet = {
  '2026-11-22-artifacts': {
    async up(db) {
      const schema = db.schema.withSchema('authority');
      await schema
        .createTable('artifacts')
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('id_hash', 'text', (column) => column.notNull())
        .addColumn('payload', 'text', (column) => column.notNull())
        .addColumn('grant_id', 'text')
        .addColumn('session_uid', 'text')
        .addColumn('consumed_at', 'timestamptz')
        .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
        .addPrimaryKeyConstraint('artifacts_pkey', ['kind', 'id_hash'])
        .execute();
      for (const column of ['grant_id', 'session_uid', 'expires_at']) {
        await schema.createIndex(`artifacts_${column}`).on('artifacts').column(column).execute();
      }
    },
  },
};
