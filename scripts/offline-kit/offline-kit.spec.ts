import { type SpawnSyncReturns, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import {
  type MirrorBundle,
  type MirrorBundleFactory,
  createMirrorBundles,
  fiveDays,
} from '../../server/testing/mirror-bundles.ts';
import { requireProgram } from '../../server/testing/require-program.ts';
import { makeTemporaryFolder } from '../../server/testing/temporary-folder.ts';
import { projectFolder } from '../bootstrap/project.mjs';
import { buildOfflineKit } from './build-offline-kit.ts';

describe('The Offline Kit, built and copied to an empty place', () => {
  let folder: string;
  let kit: string;
  let bundles: MirrorBundleFactory;
  let full: MirrorBundle;
  let delta: MirrorBundle;

  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    await buildOfflineKit(join(folder, 'built'));
    kit = join(folder, 'elsewhere', 'offline-kit');
    await cp(join(folder, 'built'), kit, { recursive: true });
    bundles = await createMirrorBundles(folder, fiveDays);
    full = await bundles.full(1);
    delta = await bundles.delta(full, 2);
    // Nothing but Node: no PATH to other programs, no environment.
    await mkdir(join(folder, 'only-node'));
    await symlink(process.execPath, join(folder, 'only-node', 'node'));
    await mkdir(join(kit, 'keys'));
    await cp(bundles.publicKeyFile, join(kit, 'keys', 'acme.pub'));
  });
  afterAll(async () => {
    await bundles[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const run = (program: 'mirror' | 'stella', ...args: string[]): SpawnSyncReturns<string> =>
    spawnSync('/usr/bin/env', ['-i', `PATH=${join(folder, 'only-node')}`, join(kit, 'bin', program), ...args], {
      cwd: join(folder, 'elsewhere'),
      encoding: 'utf8',
    });

  it('is the same from build to build, names no place of the machine, and holds two programs', async () => {
    await buildOfflineKit(join(folder, 'again'));
    for (const program of ['mirror', 'stella']) {
      const [one, other] = [join(folder, 'built', 'bin', program), join(folder, 'again', 'bin', program)];
      const text = await readFile(one, 'utf8');
      expect(text === (await readFile(other, 'utf8')))
        .withContext(program)
        .toBeTrue();
      expect(text.startsWith('#!/usr/bin/env node\n')).toBeTrue();
      expect(text.includes(projectFolder)).toBeFalse();
      expect((await stat(one)).mode & 0o777).toBe(0o755);
    }
    expect((await readdir(join(folder, 'built'))).sort()).toEqual(['README.md', 'bin', 'package.json']);
  });

  it('tells a Node that is too old what is needed', async () => {
    const old = join(folder, 'old-node.cjs');
    await writeFile(old, "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });");
    for (const program of ['mirror', 'stella']) {
      const args = ['--require', old, join(kit, 'bin', program), '--version'];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      expect([status, stdout]).toEqual([4, '']);
      expect(stderr).toMatch(/^Node 22\.15\.0 or newer is needed; this is 20\.20\.2 /);
    }
  });

  it('finds its keys when it is started by a link from elsewhere', async () => {
    const link = join(folder, 'linked-mirror');
    await symlink(join(kit, 'bin', 'mirror'), link);
    expect(spawnSync(process.execPath, [link, 'verify', full.file]).status).toBe(0);
  });

  it('verifies, imports and verifies the mirror by the commands of the seed, with the keys that lie in it', async () => {
    const verified = run('mirror', 'verify', full.file);
    expect([verified.status, verified.stderr]).toEqual([0, '']);
    expect(verified.stdout).toContain('VERIFIED');
    expect(verified.stdout).toContain('records     passed');
    expect(run('stella', 'export', 'verify', delta.file).status).toBe(0);
    for (const bundle of [full, delta]) {
      const imported = run('mirror', 'import', bundle.file);
      expect([imported.status, imported.stderr]).toEqual([0, '']);
      expect(imported.stdout).toContain(`Applied ${bundle.runId}: the mirror of acme is at ${bundle.runId}`);
    }
    expect(run('mirror', 'import', delta.file).stdout).toContain('is already applied');
    const unchanged = run('mirror', 'verify', join(kit, 'mirror'));
    expect([unchanged.status, unchanged.stderr]).toEqual([0, '']);
    expect(unchanged.stdout).toContain('UNCHANGED');
    const readme = join(kit, 'mirror', 'current', 'mirror', 'README.md');
    await writeFile(readme, `${await readFile(readme, 'utf8')}!`);
    const damaged = run('mirror', 'verify', join(kit, 'mirror'));
    expect(damaged.status).toBe(3);
    expect(damaged.stdout).toContain('mirror/README.md: size-mismatch');
    await rm(join(kit, 'mirror'), { recursive: true });
  });

  it('refuses what was changed, naming the file, with exit code 3, and imports nothing of it', async () => {
    const tar = zstdDecompressSync(await readFile(full.file));
    const at = tar.indexOf('"severity"', tar.indexOf('mirror/indexes/advisories.index.json'));
    tar[at] = 0x58;
    const changed = join(folder, 'mirror-20251001-full.tar.zst');
    await writeFile(changed, zstdCompressSync(tar));
    for (const command of [
      ['mirror', 'verify', changed],
      ['stella', 'export', 'verify', changed],
      ['mirror', 'import', changed, '--mirror', join(folder, 'untouched')],
    ] as const) {
      const [program, ...args] = command;
      const { status, stdout } = run(program, ...args);
      expect(status).withContext(args.join(' ')).toBe(3);
      expect(stdout).toContain('indexes/advisories.index.json: digest-mismatch');
    }
    expect(await readdir(join(folder, 'untouched'))).toEqual(['generations', 'log']);
    const log = await readFile(join(folder, 'untouched', 'log', 'mirror.ndjson'), 'utf8');
    expect(log).toContain('"event":"mirror.full.apply_failed"');
    const json = run('mirror', 'verify', '--json', changed);
    const { verdict, problems } = JSON.parse(json.stdout) as { verdict: string; problems: { path: string }[] };
    expect([verdict, problems[0]?.path]).toEqual(['refused', 'indexes/advisories.index.json']);
  });

  it('refuses a key that is not the tenant’s, and one that is another tenant’s', async () => {
    await bundles.keys.signer('globex');
    const [foreign] = await bundles.keys.publicKeys('globex');
    await mkdir(join(folder, 'tenants', 'globex'), { recursive: true });
    await writeFile(join(folder, 'foreign.pub'), foreign?.publicKeyPem ?? '');
    const refused = run('mirror', 'verify', '--key', join(folder, 'foreign.pub'), full.file);
    expect(refused.status).toBe(3);
    expect(refused.stdout).toContain('signatures/export.sig: invalid-signature');
    // Trusted, but for another tenant.
    await cp(bundles.publicKeyFile, join(folder, 'tenants', 'globex', 'export-center.pub'));
    const misplaced = run('mirror', 'verify', '--keys', join(folder, 'tenants'), full.file);
    expect(misplaced.status).toBe(3);
    expect(misplaced.stdout).toContain('untrusted-key (expected a key of tenant acme)');
  });

  it('tells a wrong command line with exit code 2 and what there is', async () => {
    await mkdir(join(folder, 'no-keys'));
    await writeFile(join(folder, 'private.pem'), '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n');
    for (const [args, expected] of [
      [[], 'mirror verify'],
      [['verify'], 'lacks BUNDLE'],
      [['verify', 'a', 'b'], "takes no 'b'"],
      [['verify', '--kee', 'x', full.file], '--keys FOLDER'],
      [['burn', full.file], "there are 'mirror verify', 'mirror import', 'mirror serve'"],
      [['verify', '--keys', join(folder, 'no-keys'), full.file], 'holds no public key'],
      [['verify', '--key', join(folder, 'private.pem'), full.file], 'holds a private key'],
      [['serve', '--host', '0.0.0.0'], 'not a loopback address'],
      [['serve', '--port', '99999'], '--port takes a number'],
    ] as const) {
      const { status, stdout, stderr } = run('mirror', ...args);
      expect(status).withContext(args.join(' ')).toBe(2);
      expect(`${stdout}${stderr}`).withContext(args.join(' ')).toContain(expected);
    }
    const help = run('mirror', 'import', '--help');
    expect([help.status, help.stdout.includes('--allow-older')]).toEqual([0, true]);
    await rm(join(kit, 'keys'), { recursive: true });
    const keyless = run('mirror', 'verify', full.file);
    expect([keyless.status, keyless.stdout]).toEqual([2, '']);
    expect(keyless.stderr).toContain('No key to check signatures with');
    await mkdir(join(kit, 'keys'));
    await cp(bundles.publicKeyFile, join(kit, 'keys', 'acme.pub'));
  });

  it('tells what the machine cannot do with exit code 4', () => {
    const missing = run('mirror', 'verify', join(folder, 'nothing.tar.zst'));
    expect([missing.status, missing.stderr.includes('no such file')]).toEqual([4, true]);
    const serving = run('mirror', 'serve', '--mirror', join(folder, 'nothing'));
    expect([serving.status, serving.stderr.includes('holds no mirror yet')]).toEqual([4, true]);
  });

  it('opens bundles for age recipients, whose identity the age program made', async () => {
    requireProgram('age-keygen');
    const identity = join(folder, 'identity.txt');
    const other = join(folder, 'other.txt');
    for (const file of [identity, other]) execFileSync('age-keygen', ['-o', file], { stdio: 'ignore' });
    const recipient = execFileSync('age-keygen', ['-y', identity], { encoding: 'utf8' }).trim();
    const encryption = { mode: 'age', strict: true, recipients: [recipient] } as const;
    const encrypted = await bundles.full(1, { plan: { encryption: { ...encryption, recipients: [recipient] } } });
    const closed = run('mirror', 'verify', encrypted.file);
    expect([closed.status, closed.stdout.includes('not checked: encrypted; --identity FILE opens it')]).toEqual([
      0,
      true,
    ]);
    const opened = run('mirror', 'verify', '--identity', identity, encrypted.file);
    expect([opened.status, opened.stdout.includes('records     passed')]).toEqual([0, true]);
    const wrong = run('mirror', 'verify', '--identity', other, encrypted.file);
    expect([wrong.status, wrong.stderr.includes('does not open it')]).toEqual([4, true]);

    const [plainMirror, mirror] = [join(folder, 'plain'), join(folder, 'decrypted')];
    expect(run('mirror', 'import', '--mirror', mirror, encrypted.file).stderr).toContain('give --identity FILE.');
    expect(await readdir(mirror)).toEqual(['generations', 'log']);
    expect(run('mirror', 'import', '--mirror', mirror, '--identity', identity, encrypted.file).status).toBe(0);
    expect(run('mirror', 'import', '--mirror', plainMirror, full.file).status).toBe(0);
    const shard = 'current/mirror/data/raw/advisories/a0.jsonl.zst';
    expect(await readFile(join(mirror, shard))).toEqual(await readFile(join(plainMirror, shard)));
    // Of the same state, but another manifest: the delta names the one that it builds on.
    expect(run('mirror', 'import', '--mirror', mirror, delta.file).status).toBe(3);
    expect(run('mirror', 'import', '--mirror', mirror, (await bundles.delta(encrypted, 2)).file).status).toBe(0);
  });

  it('opens bundles for recipients of kms:// with the key that stella kms export gives', async () => {
    const dataDir = join(folder, 'data');
    const key = join(folder, 'partner.key');
    await bundles.kmsKeys.create('partner');
    await cp(join(folder, 'kms'), join(dataDir, 'kms'), { recursive: true });
    const exported = run('stella', 'kms', 'export', 'partner', '--data-dir', dataDir, '--output', key);
    expect([exported.status, exported.stdout]).toEqual([0, '']);
    const encryption = { mode: 'aes-gcm', strict: false, recipients: ['kms://partner'] } as const;
    const encrypted = await bundles.full(1, { plan: { encryption: { ...encryption, recipients: ['kms://partner'] } } });
    expect(run('mirror', 'verify', encrypted.file).stdout).toContain('not checked: encrypted; --aes-key FILE opens it');
    const opened = run('mirror', 'verify', '--aes-key', key, encrypted.file);
    expect([opened.status, opened.stdout.includes('records     passed')]).toEqual([0, true]);
    const imported = run('mirror', 'import', '--mirror', join(folder, 'kms-mirror'), '--aes-key', key, encrypted.file);
    expect([imported.status, imported.stderr]).toEqual([0, '']);
  });

  it('serves the mirror to this machine until it is told to stop', async () => {
    const mirror = join(folder, 'served');
    expect(run('mirror', 'import', '--mirror', mirror, full.file).status).toBe(0);
    const server = spawn(process.execPath, [join(kit, 'bin', 'mirror'), 'serve', '--mirror', mirror, '--port', '0'], {
      env: {},
    });
    const exited = once(server, 'exit');
    const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(line)?.[0] ?? '';
    const index = (await (await fetch(url)).json()) as { tenant: string; files: { path: string }[] };
    expect(index.tenant).toBe('acme');
    expect(index.files.map(({ path }) => path)).toContain('mirror/data/raw/advisories/a0.jsonl.zst');
    server.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });
});
