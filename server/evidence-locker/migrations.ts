import type { MigrationSet } from '../kernel/database/migrate.ts';
import { bundleTables } from './bundles/migration.ts';
import { holdTables } from './holds/migration.ts';
import { pruneClaimTables } from './prune-claims/migration.ts';
import { timelineTables } from './timeline/migration.ts';

/** Tables of the PostgreSQL schema `evidence`. */
export const evidenceLockerMigrations: MigrationSet = {
  '2026-11-22-01-timeline': timelineTables,
  '2026-11-22-02-bundles': bundleTables,
  '2026-11-22-03-holds': holdTables,
  '2026-11-22-04-prune-claims': pruneClaimTables,
};
