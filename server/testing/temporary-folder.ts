import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that exists for one spec: call it in a `describe`; each spec gets its own, deleted after it. */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}

export function makeTemporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'stella-spec-'));
}
