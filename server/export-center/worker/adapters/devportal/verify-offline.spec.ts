import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../../../testing/temporary-folder.ts';
import { requireProgram } from '../../../../testing/require-program.ts';
import { type BundlePlan } from '../../bundle-plan.ts';
import { sha256Of } from '../../digests.ts';
import { type TestBundle, buildTestBundle } from '../../testing/build-test-bundle.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { type WorkerThreads, createWorkerThreads } from '../../threads/worker-threads.ts';
import { collectPortal } from './collect-portal.ts';

const profile: BundlePlan['profile'] = {
  id: 'prof-portal',
  name: 'portal',
  kind: 'devportal',
  variant: 'offline',
  revision: 1,
};

/** Shells that a stranger's machine may have. */
const shells = ['sh', 'dash', 'bash', 'busybox'].filter(
  (shell) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', shell], { stdio: 'ignore' }).status === 0,
);

describe('verify-offline.sh', () => {
  const folder = temporaryFolder();
  let home: string;
  let threads: WorkerThreads;
  let pristine: string;
  let bundle: string;
  let trustedKey: string;

  async function buildFrom(portal: string, name: string): Promise<TestBundle> {
    const plan = { profile, compression: { codec: 'gzip', level: 1 } } as const;
    return buildTestBundle({ folder: join(home, name), threads, plan, collect: (job) => collectPortal(job, portal) });
  }

  async function unpack(built: TestBundle, name: string): Promise<string> {
    const to = join(home, name);
    await mkdir(to);
    execFileSync('tar', ['-xzf', built.file, '-C', to]);
    return to;
  }

  beforeAll(async () => {
    home = await makeTemporaryFolder();
    threads = createWorkerThreads({ threads: 1 });
    const portal = join(home, 'portal');
    await cp(join(import.meta.dirname, 'sample'), portal, { recursive: true });
    await mkdir(join(portal, 'portal/.well-known'));
    await writeFile(join(portal, 'portal/.well-known/über $(id) `x` *.txt'), 'An odd name');
    const built = await buildFrom(portal, 'built');
    pristine = await unpack(built, 'pristine');
  });
  afterAll(async () => {
    await threads.close();
    await rm(home, { recursive: true, force: true });
  });
  beforeEach(async () => {
    requireProgram('sh', 'tar', 'sha256sum', 'openssl');
    bundle = join(folder(), 'bundle');
    await cp(pristine, bundle, { recursive: true });
    trustedKey = join(folder(), 'trusted.pem');
    await cp(join(pristine, 'signatures/export-center.pub'), trustedKey);
  });

  function verify(shell: string, ...args: string[]) {
    const command = shell === 'busybox' ? ['busybox', 'sh'] : [shell];
    const [program = 'sh', ...first] = command;
    const { status, stdout, stderr } = spawnSync(program, [...first, join(bundle, 'verify-offline.sh'), ...args], {
      cwd: folder(),
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  for (const shell of shells) {
    it(`finds a bundle sound in ${shell}, by a trusted key and by its own`, () => {
      const trusted = verify(shell, 'trusted.pem');
      expect(trusted).toEqual({
        status: 0,
        stdout: jasmine.stringMatching(/^Sound: 18 files, signed by the key sha256:[0-9a-f]{64}\n$/),
        stderr: '',
      });
      const own = verify(shell);
      expect(own.status).toBe(0);
      expect(own.stdout).toContain('compare its fingerprint');
    });
  }

  it('needs sha256sum and openssl alone, beside the shell', async () => {
    const bin = join(folder(), 'bin');
    await mkdir(bin);
    const place = (program: string) =>
      execFileSync('sh', ['-c', 'command -v "$1"', 'sh', program], { encoding: 'utf8' }).trim();
    for (const program of ['sha256sum', 'openssl']) await symlink(place(program), join(bin, program));
    const run = (path: string) =>
      spawnSync(place('sh'), [join(bundle, 'verify-offline.sh'), trustedKey], {
        encoding: 'utf8',
        env: { PATH: path },
      });
    expect(run(bin).status).toBe(0);
    await rm(join(bin, 'openssl'));
    const without = run(bin);
    expect(without.status).toBe(2);
    expect(without.stderr).toContain('openssl is needed');
  });

  const changed = async (path: string, change: (text: string) => string): Promise<void> => {
    const file = join(bundle, path);
    await writeFile(file, change(await readFile(file, 'utf8')));
  };
  /** Puts the right digest of a file into both lists, as somebody would who cannot sign. */
  const relist = async (path: string): Promise<void> => {
    const line =
      (await readFile(join(bundle, 'checksums.txt'), 'utf8')).split('\n').find((one) => one.endsWith(`  ${path}`)) ??
      '';
    const [old = ''] = line.split(' ');
    const digest = sha256Of(await readFile(join(bundle, path))).slice('sha256:'.length);
    await changed('checksums.txt', (text) => text.replace(old, digest));
    await changed('manifest.json', (text) => text.replace(old, digest));
  };

  const damages: readonly (readonly [string, string, () => Promise<void>])[] = [
    ['a flipped byte', 'portal/index.html', () => changed('portal/index.html', (text) => text.replace('D', 'E'))],
    ['a flipped byte in itself', 'verify-offline.sh', () => changed('verify-offline.sh', (text) => `${text}# more\n`)],
    [
      'a file whose digest was put into checksums.txt',
      'portal/styles.css',
      async () => {
        const old = sha256Of(await readFile(join(bundle, 'portal/styles.css'))).slice(7);
        await writeFile(join(bundle, 'portal/styles.css'), 'other');
        await changed('checksums.txt', (text) => text.replace(old, sha256Of('other').slice(7)));
      },
    ],
    [
      'a file whose digest was put into both lists',
      'manifest.json',
      async () => {
        await writeFile(join(bundle, 'portal/styles.css'), 'other');
        await relist('portal/styles.css');
      },
    ],
    [
      'two files swapped',
      'portal/index.html',
      async () => {
        const [one, other] = ['portal/index.html', 'portal/styles.css'].map((path) => join(bundle, path)) as [
          string,
          string,
        ];
        const text = await readFile(one);
        await writeFile(one, await readFile(other));
        await writeFile(other, text);
      },
    ],
    ['an added file', 'sdks/shell/extra.sh', () => writeFile(join(bundle, 'sdks/shell/extra.sh'), '')],
    ['an added hidden file', '.profile', () => writeFile(join(bundle, '.profile'), '')],
    [
      'an added file that is listed',
      'specs/extra.json',
      async () => {
        await writeFile(join(bundle, 'specs/extra.json'), '{}');
        await changed('checksums.txt', (text) => `${text}${sha256Of('{}').slice(7)}  specs/extra.json\n`);
      },
    ],
    ['a removed file', 'specs/status.openapi.json', () => rm(join(bundle, 'specs/status.openapi.json'))],
    [
      'a removed file that is no longer listed in checksums.txt',
      'changelog/0.1.0.md',
      async () => {
        await rm(join(bundle, 'changelog/0.1.0.md'));
        await changed('checksums.txt', (text) => text.replace(/^.*0\.1\.0\.md\n/m, ''));
      },
    ],
    [
      'a link in place of a file',
      'portal/index.html',
      async () => {
        const file = join(bundle, 'portal/index.html');
        await cp(file, join(folder(), 'elsewhere.html'));
        await rm(file);
        await symlink(join(folder(), 'elsewhere.html'), file);
      },
    ],
    [
      'a changed manifest',
      'manifest.json',
      () => changed('manifest.json', (text) => text.replace('2025-01-01', '2026-01-01')),
    ],
    [
      'a changed envelope',
      'manifest.dsse.json',
      () => changed('manifest.dsse.json', (text) => text.replace('devportal-manifest', 'other-manifest')),
    ],
    [
      'a changed signature',
      'signatures/devportal.sig',
      () => changed('signatures/devportal.sig', () => 'bm90IGEgc2lnbmF0dXJl'),
    ],
    ['a changed export.json', 'export.json', () => changed('export.json', (text) => text.replace('acme', 'evil'))],
    [
      'a changed provenance.json',
      'provenance.json',
      () => changed('provenance.json', (text) => text.replace('acme', 'evil')),
    ],
    ['a removed envelope', 'manifest.dsse.json', () => rm(join(bundle, 'manifest.dsse.json'))],
    ['a removed list', 'checksums.txt', () => rm(join(bundle, 'checksums.txt'))],
    ['a removed key', 'signatures/export-center.pub', () => rm(join(bundle, 'signatures/export-center.pub'))],
  ];
  for (const [what, path, damage] of damages) {
    it(`refuses ${what}, and names ${path}`, async () => {
      await damage();
      const { status, stderr, stdout } = verify('sh');
      expect([status, stdout]).toEqual([3, '']);
      const named = stderr.split('\n').map((line) => line.slice(0, line.indexOf(': ')));
      expect(named).withContext(stderr).toContain(path);
    });
  }

  it('refuses a bundle that somebody else has made and signed, when it is told whom to trust', async () => {
    const portal = join(home, 'portal');
    await writeFile(join(portal, 'portal/index.html'), 'forged');
    bundle = await unpack(await buildFrom(portal, 'forged'), 'forged-bundle');
    expect(verify('sh').status).toBe(0);
    const { status, stderr } = verify('sh', trustedKey);
    expect(status).toBe(3);
    for (const path of ['signatures/export-center.pub', 'manifest.dsse.json', 'signatures/devportal.sig']) {
      expect(stderr).toContain(`${path}: `);
    }
  });

  it('refuses a foreign key put beside good content', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(join(bundle, 'signatures/export-center.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
    for (const args of [[trustedKey], []]) expect(verify('sh', ...args).status).toBe(3);
  });

  it('says that it could not verify when it is used wrongly', async () => {
    expect(verify('sh', 'absent.pem').status).toBe(2);
    expect(verify('sh', trustedKey, 'more').status).toBe(2);
    await writeFile(join(folder(), 'no-key.pem'), 'text');
    expect(verify('sh', 'no-key.pem').status).toBe(2);
  });
});
