import type { Database } from '../../kernel/database/database.ts';
import type { SignatureMemory } from '../signing/signature-memory.ts';
import type { ExportCenterTables } from '../tables.ts';

/** The signatures of a tenant's runs, in the database: whichever worker takes a run up again finds them. */
export function createStoredSignatures(database: Database, tenant: string): SignatureMemory {
  const find: SignatureMemory['find'] = async ({ runId, digest, keyId, purpose }) => {
    const row = await database
      .query<ExportCenterTables>()
      .selectFrom('export_center.run_signatures')
      .select('value')
      .where('tenant', '=', tenant)
      .where('run_id', '=', runId)
      .where('purpose', '=', purpose)
      .where('key_id', '=', keyId)
      .where('digest', '=', digest)
      .executeTakeFirst();
    return row?.value;
  };
  return {
    find,
    async keep(made, signature) {
      await database
        .query<ExportCenterTables>()
        .insertInto('export_center.run_signatures')
        .values({
          tenant,
          run_id: made.runId,
          purpose: made.purpose,
          key_id: made.keyId,
          digest: made.digest,
          value: signature,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return (await find(made)) ?? signature;
    },
  };
}
