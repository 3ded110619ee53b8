import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh folder for each spec of the suite that calls this; gone afterwards. */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stella-bundle-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}
