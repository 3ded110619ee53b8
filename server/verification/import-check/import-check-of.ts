import { createDevportalCheck } from './devportal-check.ts';
import { type ImportCheck } from './import-check.ts';
import { createDeltaMirrorCheck, createFullMirrorCheck } from './mirror-check.ts';
import { createPolicyCheck } from './policy-check.ts';
import { rawRecordsCheck } from './raw-records-check.ts';
import { trivyDbCheck, trivyJavaDbCheck } from './trivy/trivy-bundle-check.ts';

const checks: ReadonlyMap<string, () => ImportCheck> = new Map([
  ['json:raw', () => rawRecordsCheck],
  ['json:policy', createPolicyCheck],
  ['mirror:full', createFullMirrorCheck],
  ['mirror:delta', createDeltaMirrorCheck],
  ['trivy:db', () => trivyDbCheck],
  ['trivy:java-db', () => trivyJavaDbCheck],
  ['devportal:offline', createDevportalCheck],
]);

/** The import check for one bundle of a kind; undefined for a kind that has none. */
export function importCheckOf(profile: { kind: string; variant: string }): ImportCheck | undefined {
  return checks.get(`${profile.kind}:${profile.variant}`)?.();
}
