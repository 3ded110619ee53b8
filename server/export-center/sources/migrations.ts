import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Names and ids are compared byte by byte (`collate "C"`), so that a database's locale never changes the order of
 * records in a bundle.
 */
const evidenceTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table export_center.tenant_generations (
        tenant text primary key,
        generation bigint not null
      )`.execute(db);
    await sql`
      create table export_center.documents (
        tenant text not null,
        kind text not null check (kind in ('advisories', 'vex', 'sboms')),
        source text collate "C" not null,
        id text collate "C" not null,
        sha256 text collate "C" not null,
        format text not null,
        format_version text not null,
        subject text,
        modified_at timestamptz,
        bytes bigint not null,
        products text[] not null,
        ecosystems text[] not null,
        content text not null,
        ingested_at timestamptz not null default now(),
        from_generation bigint not null,
        to_generation bigint check (to_generation > from_generation),
        primary key (tenant, kind, id, source, sha256, from_generation)
      )`.execute(db);
    await sql`
      create unique index documents_held on export_center.documents (tenant, kind, source, id)
      where to_generation is null`.execute(db);
    await sql`create index documents_of_text on export_center.documents (sha256, tenant)`.execute(db);
    await sql`
      create table export_center.import_reports (
        tenant text not null,
        import_id text not null,
        started_at timestamptz not null,
        finished_at timestamptz not null,
        generation bigint not null,
        imported bigint not null,
        changed bigint not null,
        unchanged bigint not null,
        removed bigint not null,
        refused jsonb not null,
        refused_total bigint not null,
        primary key (tenant, import_id)
      )`.execute(db);
    // Unlogged: rows live for one import only, and one that a crash cut off starts anew.
    await sql`
      create unlogged table export_center.import_files (
        import_id text not null,
        tenant text not null,
        path text collate "C" not null,
        reason text,
        kind text,
        source text collate "C",
        id text collate "C",
        sha256 text collate "C",
        format text,
        format_version text,
        subject text,
        modified_at timestamptz,
        bytes bigint,
        products text[],
        ecosystems text[],
        content text,
        staged_at timestamptz not null default now(),
        primary key (import_id, path)
      )`.execute(db);
    await sql`
      create index import_files_of_document on export_center.import_files (import_id, kind, source, id)`.execute(db);
  },
};

/** Versions that cannot be normalised, policies, and imports that are asked for and watched from any process. */
const everyFormat: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table export_center.documents add column supported boolean not null default true`.execute(db);
    await sql`
      create index documents_unsupported on export_center.documents (tenant) where not supported`.execute(db);
    await sql`alter table export_center.import_files add column supported boolean`.execute(db);
    await sql`
      alter table export_center.import_reports
        add column unsupported jsonb not null default '[]',
        add column unsupported_total bigint not null default 0,
        add column policy_refused text,
        add column failure text,
        add column folder_mark text`.execute(db);
    await sql`
      create table export_center.policies (
        tenant text not null,
        content text not null,
        policy jsonb not null,
        imported_at timestamptz not null,
        from_generation bigint not null,
        to_generation bigint check (to_generation > from_generation),
        primary key (tenant, from_generation)
      )`.execute(db);
    await sql`
      create unique index policies_in_force on export_center.policies (tenant) where to_generation is null`.execute(db);
    await sql`
      create table export_center.import_requests (
        request_id text primary key,
        tenant text not null,
        requested_at timestamptz not null,
        actor text,
        reason text,
        ticket text,
        trace_id text,
        taken_by text
      )`.execute(db);
    // One change of a folder that waits is enough, however many processes have seen it.
    await sql`
      create unique index import_requests_seen on export_center.import_requests (tenant)
      where actor is null and taken_by is null`.execute(db);
    await sql`
      create table export_center.running_imports (
        tenant text primary key,
        import_id text not null,
        started_at timestamptz not null,
        files_seen bigint not null,
        bytes bigint not null,
        alive_at timestamptz not null
      )`.execute(db);
  },
};

/**
 * The file that each document lies in, so that a file is compared with what is held of it, and one that cannot be read
 * keeps it. Unlogged as `import_files`.
 */
const filesOfDocuments: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table export_center.documents add column path text collate "C"`.execute(db);
    await sql`
      create index documents_by_path on export_center.documents (tenant, path) include (sha256)
      where to_generation is null`.execute(db);
    await sql`
      create unlogged table export_center.import_unchanged (
        import_id text not null,
        path text collate "C" not null
      )`.execute(db);
  },
};

/** Tables of the evidence sources, in the schema `export_center`. */
export const sourcesMigrations = {
  '2026-11-22-sources': evidenceTables,
  '2026-11-23-sources-of-every-format': everyFormat,
  '2026-11-24-sources-files': filesOfDocuments,
};
