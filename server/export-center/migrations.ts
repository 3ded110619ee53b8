import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { MigrationSet } from '../kernel/database/migrate.ts';
import { encryptionMigrations } from './encryption/migrations.ts';
import { policyMigrations } from './policy/migrations.ts';
import { sourcesMigrations } from './sources/migrations.ts';

const profiles: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const schema = db.schema.withSchema('export_center');
    await schema
      .createTable('profiles')
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('profile_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('variant', 'text', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('archived', 'boolean', (column) => column.notNull())
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'timestamptz', (column) => column.notNull())
      .addColumn('updated_by', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('profiles_pkey', ['tenant', 'profile_id'])
      .addUniqueConstraint('profiles_name', ['tenant', 'name'])
      .execute();
    await schema
      .createTable('profile_revisions')
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('profile_id', 'text', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('draft', 'jsonb', (column) => column.notNull())
      .addColumn('change_record', 'jsonb')
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('profile_revisions_pkey', ['tenant', 'profile_id', 'revision'])
      .execute();
  },
};

const runs: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const schema = db.schema.withSchema('export_center');
    await schema
      .createTable('runs')
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('profile_id', 'text', (column) => column.notNull())
      .addColumn('profile_name', 'text', (column) => column.notNull())
      .addColumn('profile_revision', 'integer', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('variant', 'text', (column) => column.notNull())
      .addColumn('trigger', 'text', (column) => column.notNull())
      .addColumn('priority', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('phase', 'text')
      .addColumn('phases', 'jsonb', (column) => column.notNull())
      .addColumn('attempt', 'integer', (column) => column.notNull().defaultTo(1))
      .addColumn('max_attempts', 'integer', (column) => column.notNull())
      .addColumn('starts', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('lease', 'text')
      .addColumn('lease_until', 'timestamptz')
      .addColumn('cancel_requested', 'boolean', (column) => column.notNull().defaultTo(false))
      .addColumn('progress', 'jsonb', (column) => column.notNull())
      .addColumn('parameters', 'jsonb', (column) => column.notNull())
      .addColumn('created_at', 'timestamptz', (column) => column.notNull())
      .addColumn('started_at', 'timestamptz')
      .addColumn('finished_at', 'timestamptz')
      .addColumn('inputs_hash', 'text')
      .addColumn('rerun_hash', 'text')
      .addColumn('counts', 'jsonb')
      .addColumn('bundle', 'jsonb')
      .addColumn('artifacts', 'jsonb', (column) => column.notNull())
      .addColumn('manifest', 'text')
      .addColumn('manifest_sha256', 'text')
      .addColumn('manifest_signature', 'text')
      .addColumn('signatures', 'jsonb', (column) => column.notNull())
      .addColumn('verification', 'jsonb', (column) => column.notNull())
      .addColumn('distribution', 'jsonb', (column) => column.notNull())
      .addColumn('error_code', 'text')
      .addColumn('error', 'jsonb')
      .addColumn('operator', 'jsonb')
      .addColumn('expires_at', 'timestamptz')
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('runs_pkey', ['tenant', 'run_id'])
      .execute();
    await schema.createIndex('runs_newest').on('runs').columns(['tenant', 'created_at', 'run_id']).execute();
    await schema.createIndex('runs_status').on('runs').columns(['tenant', 'status', 'created_at']).execute();
    await schema.createIndex('runs_profile').on('runs').columns(['tenant', 'profile_id', 'created_at']).execute();
    // A handful of rows, however long the history: what waits and what runs, of all tenants.
    await schema
      .createIndex('runs_unfinished')
      .on('runs')
      .columns(['status', 'created_at'])
      .where(sql.ref('status'), 'in', ['pending', 'running'])
      .execute();
    await schema
      .createIndex('runs_bundle')
      .on('runs')
      .column(sql`(bundle ->> 'objectKey')`)
      .execute();
    await schema
      .createTable('run_days')
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('day', 'text', (column) => column.notNull())
      .addColumn('counter', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('run_days_pkey', ['tenant', 'day'])
      .execute();
    await schema
      .createTable('run_signatures')
      .addColumn('tenant', 'text', (column) => column.notNull())
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('purpose', 'text', (column) => column.notNull())
      .addColumn('key_id', 'text', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('run_signatures_pkey', ['tenant', 'run_id', 'purpose', 'key_id', 'digest'])
      .execute();
  },
};

/** Profiles and runs from before there was more than `json:raw` get the defaults of what came then. */
const everyKind: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const draft = JSON.stringify({
      trivy: null,
      encryption: { enabled: false, mode: 'age', recipients: [], strict: false },
      base: null,
      redaction: [],
    });
    const parameters = JSON.stringify({ policySnapshotId: null, baseRunId: null, resetBaseline: false, dayNumber: 1 });
    await sql`update export_center.profile_revisions set draft = ${draft}::jsonb || draft`.execute(db);
    await sql`
      update export_center.runs
      set parameters = ${parameters}::jsonb || parameters
        || jsonb_build_object('draft', ${draft}::jsonb || (parameters -> 'draft'))`.execute(db);
  },
};

/** Bundles have an archive of their documents beside them. */
const runDocuments: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .withSchema('export_center')
      .createIndex('runs_documents')
      .on('runs')
      .column(sql`(bundle ->> 'documentsKey')`)
      .execute();
  },
};

/** Everything that schema `export_center` holds. */
export const exportCenterMigrations: MigrationSet = {
  ...sourcesMigrations,
  '2026-11-22-profiles': profiles,
  '2026-11-22-runs': runs,
  '2026-11-23-every-kind': everyKind,
  '2026-11-24-run-documents': runDocuments,
  ...policyMigrations,
  ...encryptionMigrations,
};
