import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { METADATA_FILE } from '../../../../verification/import-check/trivy/bundle-form.ts';
import { type FileDigest, sha256Of } from '../../digests.ts';

export interface DatabaseMetadata {
  readonly version: number;
  /** When the newest input was made, RFC 3339 UTC; null where none of them says. */
  readonly newestInput: string | null;
  /** How long after that Trivy takes a database for fresh, unless it is told to skip the update. */
  readonly freshForHours: number;
}

/** What stands where no input has a time: the database has the same bytes whenever and wherever it is made. */
const UNKNOWN_TIME = '1970-01-01T00:00:00.000Z';

/** Writes `metadata.json` as trivy-db and trivy-java-db have it; its times are those of the newest input (bundles.md, "Kinds"). */
export async function writeMetadata(
  folder: string,
  { version, newestInput, freshForHours }: DatabaseMetadata,
): Promise<FileDigest> {
  const updatedAt = newestInput ?? UNKNOWN_TIME;
  const nextUpdate = new Date(Date.parse(updatedAt) + freshForHours * 3_600_000).toISOString();
  const metadata = { Version: version, NextUpdate: nextUpdate, UpdatedAt: updatedAt, DownloadedAt: updatedAt };
  const content = `${JSON.stringify(metadata)}\n`;
  await writeFile(join(folder, METADATA_FILE), content);
  return { path: METADATA_FILE, sha256: sha256Of(content), bytes: content.length };
}

/** The later of two times in RFC 3339 UTC with milliseconds. */
export function newerOf(one: string | null, other: string | null): string | null {
  return one === null || (other !== null && other > one) ? other : one;
}
