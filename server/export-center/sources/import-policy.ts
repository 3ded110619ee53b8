import type { Insertable } from 'kysely';
import { PolicyError } from '../../evidence/policy/policy-yaml.ts';
import { readPolicy } from '../../evidence/policy/read-policy.ts';
import type { Policy } from '../../evidence/policy/policy.ts';
import type { Database } from '../../kernel/database/database.ts';
import { decodeText } from './document-text.ts';
import { Refusal } from './refusal.ts';
import type { SourcesTables } from './tables.ts';

/** Where a tenant's policy lies, relative to its folder. */
export const policyPath = 'policy.yaml';

/** What an import found in the policy's place: a policy, why what lies there is none, or nothing (null). */
export type FoundPolicy = { readonly content: string; readonly policy: Policy } | { readonly refused: string } | null;

/** Reads the bytes of a `policy.yaml`. */
export function recognisePolicy(bytes: Uint8Array): FoundPolicy {
  try {
    const content = decodeText(bytes);
    return { content, policy: readPolicy(content) };
  } catch (error) {
    if (error instanceof Refusal || error instanceof PolicyError) return { refused: error.message };
    throw error;
  }
}

/**
 * Part of the import's transaction: puts the policy in force from the generation `next` on, and tells whether that
 * changes anything. While one is refused, the one before it stays.
 */
export async function replacePolicy(
  database: Database,
  tenant: string,
  found: FoundPolicy,
  next: number,
): Promise<boolean> {
  if (found !== null && 'refused' in found) return false;
  const held = await database
    .query<SourcesTables>()
    .selectFrom('export_center.policies')
    .select('content')
    .where('tenant', '=', tenant)
    .where('to_generation', 'is', null)
    .executeTakeFirst();
  if (held?.content === found?.content) return false;
  await closePolicy(database, tenant, next);
  if (found) await openPolicy(database, policyRow(tenant, found, next));
  return true;
}

function policyRow(
  tenant: string,
  { content, policy }: Exclude<FoundPolicy, null | { refused: string }>,
  next: number,
) {
  return {
    tenant,
    content,
    policy: JSON.stringify(policy),
    imported_at: new Date(),
    from_generation: next,
    to_generation: null,
  };
}

async function closePolicy(database: Database, tenant: string, next: number): Promise<void> {
  await database
    .query<SourcesTables>()
    .updateTable('export_center.policies')
    .set({ to_generation: next })
    .where('tenant', '=', tenant)
    .where('to_generation', 'is', null)
    .execute();
}

async function openPolicy(database: Database, row: Insertable<SourcesTables['export_center.policies']>): Promise<void> {
  await database.query<SourcesTables>().insertInto('export_center.policies').values(row).execute();
}
