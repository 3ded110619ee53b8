import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../../kernel/start-error.ts';
import { loadAuthorityKeys } from './authority-keys.ts';

describe("The authority's keys", () => {
  const day = 24 * 3600 * 1000;
  const start = new Date('2026-11-22T00:00:00Z');
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'authority-keys-'));
  });

  afterEach(() => rm(dataDir, { recursive: true }));

  const after = (days: number) => loadAuthorityKeys(dataDir, new Date(start.getTime() + days * day));

  it('are made once, kept, and readable by their owner only', async () => {
    const first = await after(0);
    expect(await after(1)).toEqual(first);
    expect(first.signing.map(({ alg, use }) => [alg, use])).toEqual([['ES256', 'sig']]);
    for (const name of ['authority-signing.json', 'authority-secrets.json']) {
      expect((await stat(join(dataDir, 'keys', name))).mode & 0o777).toBe(0o600);
    }
  });

  it('sign with a new key after 90 days, and publish the one before until the next rotation', async () => {
    const [first] = (await after(0)).signing;
    const second = (await after(90)).signing;
    expect(second.length).toBe(2);
    expect(second[1]).toEqual(first);
    expect(second[0]?.kid).not.toBe(first?.kid);

    const third = (await after(180)).signing;
    expect(third.map(({ kid }) => kid)).toEqual([jasmine.any(String), second[0]?.kid]);
  });

  it('stop the start when a file is damaged, rather than being replaced in silence', async () => {
    await after(0);
    const path = join(dataDir, 'keys', 'authority-signing.json');
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, 40));
    await expectAsync(after(1)).toBeRejectedWithError(StartError, /authority-signing\.json/);
  });
});
