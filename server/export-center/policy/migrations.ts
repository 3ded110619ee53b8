import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Runs from before there were snapshots looked at their evidence when they were planned. */
const policySnapshots: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      create table export_center.policy_snapshots (
        tenant text not null,
        policy_snapshot_id text collate "C" not null,
        policy_version text not null,
        policy jsonb not null,
        inputs_hash text not null,
        generation bigint not null,
        selectors jsonb not null,
        kinds jsonb not null,
        evidence_at timestamptz not null,
        run_id text not null,
        created_at timestamptz not null,
        primary key (tenant, policy_snapshot_id)
      )`.execute(db);
    await sql`
      create index policy_snapshots_newest
      on export_center.policy_snapshots (tenant, created_at, policy_snapshot_id)`.execute(db);
    await sql`alter table export_center.runs add column policy_version text`.execute(db);
    await sql`alter table export_center.runs add column policy_snapshot_id text`.execute(db);
    await sql`
      update export_center.runs
      set parameters = jsonb_build_object('evidenceAt', parameters -> 'plannedAt') || parameters`.execute(db);
  },
};

/** Tables of policy snapshots, in the schema `export_center`. They change runs, so they come after those. */
export const policyMigrations = { '2026-11-23-policy-snapshots': policySnapshots };
