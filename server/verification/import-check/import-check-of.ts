import { type ImportCheck } from './import-check.ts';
import { createPolicyCheck } from './policy-check.ts';
import { rawRecordsCheck } from './raw-records-check.ts';

const checks: ReadonlyMap<string, () => ImportCheck> = new Map([
  ['json:raw', () => rawRecordsCheck],
  ['json:policy', createPolicyCheck],
]);

/** The import check for one bundle of a kind; undefined for a kind that has none. */
export function importCheckOf(profile: { kind: string; variant: string }): ImportCheck | undefined {
  return checks.get(`${profile.kind}:${profile.variant}`)?.();
}
