import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PORTAL_SECTIONS, isPortalPath } from '../../../../verification/import-check/devportal-layout.ts';
import { isSafePath } from '../../../../verification/bundle-layout.ts';
import { ExportError } from '../../export-error.ts';

/**
 * The files of a portal, sorted by path: those below its four folders. @throws ExportError `ERR_EXPORT_SOURCE` naming what is
 * missing, what is neither file nor folder, and names that a shell or another file system would read differently.
 */
export async function listPortal(folder: string): Promise<string[]> {
  const present = await entriesOf(folder, '');
  for (const section of PORTAL_SECTIONS) {
    const entry = present.find(({ name }) => name === section);
    if (!entry?.isDirectory())
      refuse(entry ? `has something else than a folder: ${section}` : `has no folder ${section}`);
  }
  const paths: string[] = [];
  for (const section of PORTAL_SECTIONS) await addFiles(folder, section, paths);
  return paths.sort();
}

async function addFiles(folder: string, path: string, paths: string[]): Promise<void> {
  for (const entry of await entriesOf(folder, path)) {
    const below = `${path}/${entry.name}`;
    if (!isSafePath(below) || !isPortalPath(below))
      refuse(`has a name that cannot be packed: ${JSON.stringify(below)}`);
    if (entry.isDirectory()) await addFiles(folder, below, paths);
    else if (entry.isFile()) paths.push(below);
    else refuse(`has something that is neither file nor folder: ${below}`);
  }
}

async function entriesOf(folder: string, path: string) {
  try {
    return await readdir(join(folder, path), { withFileTypes: true });
  } catch (cause) {
    throw new ExportError('ERR_EXPORT_SOURCE', `The developer portal cannot be read: ${path || 'its folder'}`, {
      cause,
    });
  }
}

function refuse(fault: string): never {
  throw new ExportError('ERR_EXPORT_SOURCE', `The developer portal ${fault}`);
}
