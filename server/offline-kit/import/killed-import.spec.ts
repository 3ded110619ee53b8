import { spawnSync } from 'node:child_process';
import { cp, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type MirrorBundle,
  type MirrorBundleFactory,
  createMirrorBundles,
  fiveDays,
} from '../../testing/mirror-bundles.ts';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { recordsOfMirror } from '../testing/mirror-tree.ts';

/** Moments of an import, by its changes of the file system: the last ones, around the switch, matter most. */
const deaths = (changes: number) => [Math.ceil(changes / 2), changes - 7, changes - 3, changes];
/** Each costs two processes that start from source. */
const TIMEOUT_MS = 120_000;

describe('mirror import, killed', () => {
  let folder: string;
  let bundles: MirrorBundleFactory;
  let full: MirrorBundle;
  let delta: MirrorBundle;
  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    bundles = await createMirrorBundles(folder, fiveDays);
    full = await bundles.full(1);
    delta = await bundles.delta(full, 2);
  });
  afterAll(async () => {
    await bundles[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  function run(mirror: string, bundle: MirrorBundle, environment: Record<string, string> = {}) {
    const preload = pathToFileURL(join(import.meta.dirname, '../testing/die-at.ts')).href;
    const program = join(import.meta.dirname, '../mirror.ts');
    const args = ['import', '--mirror', mirror, '--key', bundles.publicKeyFile, bundle.file];
    const env = { ...process.env, ...environment };
    return spawnSync(process.execPath, ['--import', preload, program, ...args], { encoding: 'utf8', env });
  }

  for (const kind of ['full', 'delta'] as const) {
    it(
      `leaves the mirror that was there, at any moment of a ${kind}, and goes on when it is repeated`,
      async () => {
        const [start, done, countFile] = [
          join(folder, `${kind}-start`),
          join(folder, `${kind}-done`),
          join(folder, `${kind}-count`),
        ];
        const bundle = kind === 'full' ? full : delta;
        if (kind === 'delta') expect(run(start, full).status).toBe(0);
        else
          await cp(join(folder, 'keys'), start, { recursive: true, filter: (path) => path === join(folder, 'keys') });
        await cp(start, done, { recursive: true, verbatimSymlinks: true });
        expect(run(done, bundle, { DIE_COUNT_FILE: countFile }).status).toBe(0);
        const changes = Number(await readFile(countFile, 'utf8'));
        const before = kind === 'delta' ? await recordsOfMirror(start) : null;
        const after = await recordsOfMirror(done);

        for (const dieAt of deaths(changes)) {
          const mirror = join(folder, `${kind}-${dieAt}`);
          await cp(start, mirror, { recursive: true, verbatimSymlinks: true });
          const killed = run(mirror, bundle, { DIE_AT: String(dieAt) });
          expect(killed.signal).withContext(`change ${dieAt} of ${changes}`).toBe('SIGKILL');
          const served = (await readdir(mirror)).includes('current') ? await recordsOfMirror(mirror) : null;
          const isWhole = [before, after].some((state) => JSON.stringify(state) === JSON.stringify(served));
          expect(isWhole).withContext(`change ${dieAt} of ${changes}`).toBeTrue();

          const repeated = run(mirror, bundle);
          expect([repeated.status, repeated.stderr]).withContext(`change ${dieAt} of ${changes}`).toEqual([0, '']);
          expect(await recordsOfMirror(mirror)).toEqual(after);
          expect((await readdir(mirror)).sort()).toEqual((await readdir(done)).sort());
          expect(await readdir(join(mirror, 'generations'))).toEqual(await readdir(join(done, 'generations')));
        }
      },
      TIMEOUT_MS,
    );
  }
});
