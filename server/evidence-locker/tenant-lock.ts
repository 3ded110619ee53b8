import type { Database } from '../kernel/database/database.ts';
import type { EvidenceTables } from './tables.ts';

/** Where the timeline of a tenant ends. */
export interface TimelineHead {
  readonly seq: number;
  readonly hash: string | null;
}

/**
 * Locks the tenant until the running transaction ends, and says where its timeline ends. Whatever changes bundles,
 * holds, claims or the timeline of a tenant takes this lock first: a prune claim and a hold on the same bundle then
 * happen one after the other, the timeline has no gaps, and there is no order of locks that could be taken wrongly.
 * The transactions are a few statements long, so one lock a tenant costs less than it saves.
 */
export async function lockTenant(database: Database, tenant: string): Promise<TimelineHead> {
  return (await lockRow(database, tenant)) ?? (await createRow(database, tenant));
}

async function createRow(database: Database, tenant: string): Promise<TimelineHead> {
  await database
    .query<EvidenceTables>()
    .insertInto('evidence.tenants')
    .values({ tenant, timeline_seq: 0, timeline_head: null })
    .onConflict((conflict) => conflict.column('tenant').doNothing())
    .execute();
  return (await lockRow(database, tenant)) ?? { seq: 0, hash: null };
}

async function lockRow(database: Database, tenant: string): Promise<TimelineHead | undefined> {
  return database
    .query<EvidenceTables>()
    .selectFrom('evidence.tenants')
    .select(['timeline_seq as seq', 'timeline_head as hash'])
    .where('tenant', '=', tenant)
    .forUpdate()
    .executeTakeFirst();
}
