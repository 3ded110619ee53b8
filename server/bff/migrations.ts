import { sql } from 'kysely';
import type { MigrationSet } from '../kernel/database/migrate.ts';
import { auditLines } from './audit/migration.ts';

/** Schema `bff`, see tables.ts. */
export const bffMigrations: MigrationSet = {
  '2026-11-22-sessions': {
    async up(db) {
      await sql`create schema if not exists bff`.execute(db);
      await db.schema
        .createTable('bff.sessions')
        .addColumn('id_hash', 'text', (column) => column.primaryKey())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('provider_sid', 'text')
        .addColumn('user_name', 'text', (column) => column.notNull())
        .addColumn('display_name', 'text', (column) => column.notNull())
        .addColumn('email', 'text')
        .addColumn('label', 'text', (column) => column.notNull())
        .addColumn('selected_tenant', 'text')
        .addColumn('auth_time', 'timestamptz', (column) => column.notNull())
        .addColumn('created_at', 'timestamptz', (column) => column.notNull())
        .addColumn('idle_expires_at', 'timestamptz', (column) => column.notNull())
        .addColumn('absolute_expires_at', 'timestamptz', (column) => column.notNull())
        .execute();
      for (const column of ['subject', 'provider_sid', 'idle_expires_at']) {
        await db.schema.createIndex(`sessions_${column}`).on('bff.sessions').column(column).execute();
      }
      await db.schema
        .createTable('bff.vault')
        .addColumn('id_hash', 'text', (column) =>
          column.primaryKey().references('bff.sessions.id_hash').onDelete('cascade'),
        )
        .addColumn('sealed', 'text', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('lease_holder', 'text')
        .addColumn('leased_until', 'timestamptz')
        .execute();
      await db.schema
        .createTable('bff.preferences')
        .addColumn('subject', 'text', (column) => column.primaryKey())
        .addColumn('preferences', 'jsonb', (column) => column.notNull())
        .addColumn('updated_at', 'timestamptz', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('bff.audit')
        .addColumn('id', 'bigint', (column) => column.generatedAlwaysAsIdentity().primaryKey())
        .addColumn('at', 'timestamptz', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('subject', 'text')
        .addColumn('tenant', 'text')
        .addColumn('session', 'text')
        .addColumn('client_address', 'text')
        .addColumn('trace_id', 'text')
        .addColumn('reason', 'text')
        .execute();
      await db.schema.createIndex('audit_at').on('bff.audit').column('at').execute();
      await db.schema
        .createTable('bff.logout_tokens')
        .addColumn('jti', 'text', (column) => column.primaryKey())
        .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
        .execute();
    },
  },
  '2026-11-22-trail-of-audit': auditLines,
};
