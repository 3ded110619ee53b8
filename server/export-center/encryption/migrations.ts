import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const runEncryption: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table export_center.run_recipients (
        tenant text not null,
        run_id text not null,
        document text not null,
        primary key (tenant, run_id)
      )`.execute(db);
    await sql`
      create table export_center.run_encrypted_files (
        tenant text not null,
        run_id text not null,
        path text collate "C" not null,
        plain_sha256 text not null,
        recipients_sha256 text not null,
        sha256 text not null,
        object_key text not null,
        start bigint not null,
        bytes bigint not null,
        primary key (tenant, run_id, path, plain_sha256, recipients_sha256)
      )`.execute(db);
  },
};

/** Tables of encrypted bundles, in the schema `export_center`. */
export const encryptionMigrations = { '2026-11-24-run-encryption': runEncryption };
