/**
 * Writes the SBOM of this project into the sample, from package-lock.json alone:
 *
 *     node server/export-center/sources/sample/generate-own-sbom.ts
 *
 * The same lock file gives the same bytes: no time, no random serial number. It lists what the product runs on;
 * development packages are left out. Run it again after a change of `dependencies`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { ownSbom, packageLock } from './own-sbom.ts';

const projectRoot = new URL('../../../../', import.meta.url);

/** Where the sample keeps it. The name carries no version, so that a release does not leave an older file behind. */
export const ownSbomFile = new URL('acme/sboms/stella-console.cdx.json', import.meta.url);

/** The text that the sample's file must have for the lock file as it stands. */
export async function generateOwnSbom(): Promise<string> {
  const lock = packageLock.parse(JSON.parse(await readFile(new URL('package-lock.json', projectRoot), 'utf8')));
  return `${JSON.stringify(ownSbom(lock), null, 2)}\n`;
}

if (import.meta.main) {
  await writeFile(ownSbomFile, await generateOwnSbom());
}
