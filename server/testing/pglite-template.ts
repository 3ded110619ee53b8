import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import packageJson from '../../package.json' with { type: 'json' };

const folder = resolve(import.meta.dirname, '../../.tmp');
/** PGlite's own 128 MB are cleared each time a database is opened, which takes as long as all the rest of it. */
const sharedBuffers = '8MB';
const version = packageJson.dependencies['@electric-sql/pglite'];
const template = join(folder, `pglite-template-${version}-${sharedBuffers}`);

/** A fresh PGlite folder to copy: making one takes seconds, copying it a fraction of one. Made once a checkout. */
export async function pgliteTemplate(): Promise<string> {
  if (existsSync(template)) return template;
  await mkdir(folder, { recursive: true });
  const made = await mkdtemp(join(folder, 'pglite-'));
  const pglite = await PGlite.create({ dataDir: join(made, 'database') });
  await pglite.close();
  await appendFile(join(made, 'database', 'postgresql.conf'), `\nshared_buffers = ${sharedBuffers}\n`);
  try {
    await rename(join(made, 'database'), template);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(template)) throw error;
  }
  await rm(made, { recursive: true, force: true });
  return template;
}
