import { builtInPolicy } from '../../evidence/policy/built-in-policy.ts';
import type { Policy } from '../../evidence/policy/policy.ts';
import type { Database } from '../../kernel/database/database.ts';
import type { SourcesTables } from './tables.ts';

export interface PolicyInForce {
  readonly policy: Policy;
  /** `built-in` where the tenant has no `policy.yaml` in that generation. */
  readonly origin: 'tenant' | 'built-in';
  readonly importedAt: Date | null;
}

/** Reads the policies of tenants as of a generation, like the documents beside them. */
export class PolicyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async at(tenant: string, generation: number): Promise<PolicyInForce> {
    const row = await this.#database
      .query<SourcesTables>()
      .selectFrom('export_center.policies')
      .select(['policy', 'imported_at'])
      .where('tenant', '=', tenant)
      .where('from_generation', '<=', generation)
      .where((held) => held.or([held('to_generation', 'is', null), held('to_generation', '>', generation)]))
      .executeTakeFirst();
    if (!row) return { policy: builtInPolicy, origin: 'built-in', importedAt: null };
    return { policy: row.policy, origin: 'tenant', importedAt: row.imported_at };
  }

  /** Why the latest import refused `policy.yaml`, with line and field; null where it did not. */
  async refused(tenant: string): Promise<string | null> {
    const row = await this.#database
      .query<SourcesTables>()
      .selectFrom('export_center.import_reports')
      .select('policy_refused')
      .where('tenant', '=', tenant)
      .where('failure', 'is', null)
      .orderBy('finished_at', 'desc')
      .orderBy('import_id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.policy_refused ?? null;
  }
}
