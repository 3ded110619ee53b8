import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import packageJson from '../../package.json' with { type: 'json' };

const folder = resolve(import.meta.dirname, '../../.tmp');
const template = join(folder, `pglite-template-${packageJson.dependencies['@electric-sql/pglite']}`);

/** A fresh PGlite folder to copy: making one takes seconds, copying it a fraction of one. Made once a checkout. */
export async function pgliteTemplate(): Promise<string> {
  if (existsSync(template)) return template;
  await mkdir(folder, { recursive: true });
  const made = await mkdtemp(join(folder, 'pglite-'));
  const pglite = await PGlite.create({ dataDir: join(made, 'database') });
  await pglite.close();
  try {
    await rename(join(made, 'database'), template);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(template)) throw error;
  }
  await rm(made, { recursive: true, force: true });
  return template;
}
