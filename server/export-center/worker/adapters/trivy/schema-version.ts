import { type BundlePlan } from '../../bundle-plan.ts';
import { ExportError } from '../../export-error.ts';
import { trivyDb, trivyJavaDb } from '../../../../verification/import-check/trivy/bundle-form.ts';

const supported: ReadonlyMap<string, readonly number[]> = new Map([
  ['trivy:db', trivyDb.schemaVersions],
  ['trivy:java-db', trivyJavaDb.schemaVersions],
]);

interface Planned {
  readonly profile: Pick<BundlePlan['profile'], 'kind' | 'variant'>;
  readonly trivy: BundlePlan['trivy'];
}

/**
 * The gate for versions of Trivy's schemas: a database that some Trivy cannot read must not be built. For `plan`, so that a
 * dry run tells of it too; other kinds pass.
 *
 * @throws ExportError `ERR_EXPORT_UNSUPPORTED_SCHEMA` naming the versions that can be pinned.
 */
export function checkTrivySchema({ profile: { kind, variant }, trivy }: Planned): void {
  const versions = supported.get(`${kind}:${variant}`);
  if (!versions || trivy === null || versions.includes(trivy.schemaVersion)) return;
  const [one, ...more] = versions;
  const known = more.length > 0 ? `versions ${versions.join(', ')}` : `version ${one}`;
  throw new ExportError(
    'ERR_EXPORT_UNSUPPORTED_SCHEMA',
    `Schema version ${trivy.schemaVersion} of ${kind}:${variant} is not supported, only ${known}. ` +
      `Pin it in the profile as trivy.schemaVersion: ${one}, or leave trivy out for the newest one.`,
  );
}

/** The version to write: the pinned one, else the newest. */
export function schemaVersionOf({ profile: { kind, variant }, trivy }: Planned): number {
  checkTrivySchema({ profile: { kind, variant }, trivy });
  return trivy?.schemaVersion ?? Math.max(...(supported.get(`${kind}:${variant}`) ?? []));
}
