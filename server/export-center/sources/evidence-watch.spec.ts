import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '../../testing/test-logger.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { eventually } from '../testing/eventually.ts';
import { EvidenceWatch } from './evidence-watch.ts';

describe('EvidenceWatch', () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder(), name);
  let told: string[];
  let polls: number;
  let atChange: () => Promise<void>;
  let watch: EvidenceWatch;

  beforeEach(async () => {
    [told, polls, atChange] = [[], 0, () => Promise.resolve()];
    await mkdir(path('acme/advisories'), { recursive: true });
    watch = new EvidenceWatch({
      evidenceDir: folder(),
      quietMs: 60,
      pollMs: 3_600_000,
      onChange: async (tenant) => {
        await atChange();
        told.push(tenant);
      },
      onPoll: () => Promise.resolve(),
      logger: silentLogger,
    });
    await watch.start();
  });
  afterEach(() => watch.close());

  const toldOf = (...tenants: string[]) =>
    eventually(`a change of ${tenants.join()}`, () => tenants.every((tenant) => told.includes(tenant)) || undefined);

  it('tells of a changed, a new, a renamed and a removed file', async () => {
    await writeFile(path('acme/advisories/1.json'), '{}');
    await toldOf('acme');
    for (const change of [
      () => appendFile(path('acme/advisories/1.json'), ' '),
      () => rename(path('acme/advisories/1.json'), path('acme/advisories/2.json')),
      () => rm(path('acme/advisories/2.json')),
      () => writeFile(path('acme/policy.yaml'), 'default: warn'),
    ]) {
      told = [];
      await change();
      await toldOf('acme');
    }
  });

  it('tells of a new tenant, and of files in folders that came later, also in the place of others', async () => {
    await mkdir(path('globex/vex/feed'), { recursive: true });
    await toldOf('globex');
    told = [];
    await rename(path('globex/vex'), path('globex/sboms'));
    await mkdir(path('globex/vex/feed'), { recursive: true });
    await toldOf('globex');
    for (const file of ['globex/vex/feed/1.json', 'globex/sboms/feed/1.json']) {
      told = [];
      await writeFile(path(file), '{}');
      await toldOf('globex');
    }
  });

  it('waits until nothing is written any more', async () => {
    const file = path('acme/advisories/1.json');
    let seen = '';
    atChange = async () => {
      seen = await readFile(file, 'utf8');
    };
    for (let piece = 0; piece < 200; piece += 1) await appendFile(file, `${piece},`);
    await toldOf('acme');
    expect(seen).toBe(await readFile(file, 'utf8'));
    expect(told).toEqual(['acme']);
  });

  it('asks to look through everything from time to time', async () => {
    const polled = new EvidenceWatch({
      ...{ evidenceDir: folder(), quietMs: 60, pollMs: 5, logger: silentLogger },
      onChange: () => Promise.resolve(),
      onPoll: () => {
        polls += 1;
        return Promise.reject(new Error('the folder has gone'));
      },
    });
    await polled.start();
    await eventually('the second look', () => (polls >= 2 ? true : undefined));
    await polled.close();
  });

  it('passes over what can be no tenant', async () => {
    await writeFile(path('README.md'), 'read me');
    await mkdir(path('.hidden'));
    await writeFile(path('acme/advisories/1.json'), '{}');
    await toldOf('acme');
    expect(new Set(told)).toEqual(new Set(['acme']));
  });

  it('is quiet once it is closed', async () => {
    await writeFile(path('acme/advisories/1.json'), '{}');
    await watch.close();
    await writeFile(path('acme/advisories/2.json'), '{}');
    // Another watch of the same folder hears of it, and so would the first.
    const second = new EvidenceWatch({
      ...{ evidenceDir: folder(), quietMs: 60, pollMs: 3_600_000, logger: silentLogger },
      onChange: () => Promise.resolve(void told.push('second')),
      onPoll: () => Promise.resolve(),
    });
    await second.start();
    await writeFile(path('acme/advisories/3.json'), '{}');
    await eventually('the second watch', () => told.includes('second') || undefined);
    expect(told).not.toContain('acme');
    await second.close();
  });
});
