import { type ImportCheck } from './import-check.ts';
import { rawRecordsCheck } from './raw-records-check.ts';

const checks: Readonly<Record<string, ImportCheck>> = { 'json:raw': rawRecordsCheck };

/** The import check of a kind of bundle; undefined for a kind that has none. */
export function importCheckOf(profile: { kind: string; variant: string }): ImportCheck | undefined {
  return checks[`${profile.kind}:${profile.variant}`];
}
