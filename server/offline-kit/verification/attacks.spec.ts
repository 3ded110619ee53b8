import { execFileSync } from 'node:child_process';
import { mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type MirrorBundleFactory, createMirrorBundles, fiveDays } from '../../testing/mirror-bundles.ts';
import { type Member, tarOf } from '../../testing/downloaded-bundles.ts';
import { requireProgram } from '../../testing/require-program.ts';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { checkPaths } from '../bundle/check-paths.ts';
import { importBundle } from '../import/import-bundle.ts';
import { snapshotOf } from '../testing/mirror-tree.ts';
import { readTrustedKeys } from '../trust/trusted-keys.ts';

describe('a bundle made to do harm', () => {
  let folder: string;
  let bundles: MirrorBundleFactory;
  let good: Buffer;
  let unpacked: string;
  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    bundles = await createMirrorBundles(folder, fiveDays);
    good = zstdDecompressSync(await readFile((await bundles.full(1)).file));
  });
  beforeEach(async () => {
    requireProgram('tar');
    unpacked = join(folder, 'unpacked');
    await rm(unpacked, { recursive: true, force: true });
    await mkdir(unpacked);
    await writeFile(join(folder, 'good.tar'), good);
    execFileSync('tar', ['-xf', join(folder, 'good.tar'), '-C', unpacked]);
  });
  afterAll(async () => {
    await bundles[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** Packed by GNU tar with these arguments, then imported. @returns what was found wrong. */
  async function importPacked(...args: string[]): Promise<string[]> {
    const tar = join(folder, 'bad.tar');
    execFileSync('tar', [
      '--format=ustar',
      '--owner=0',
      '--group=0',
      '--mode=0644',
      '-cPf',
      tar,
      '-C',
      unpacked,
      ...args,
    ]);
    return importFile(zstdCompressSync(await readFile(tar)));
  }

  async function importFile(content: Buffer): Promise<string[]> {
    const [bundle, mirror] = [join(folder, 'bad.tar.zst'), join(folder, 'mirror')];
    await rm(mirror, { recursive: true, force: true });
    await writeFile(bundle, content);
    const outside = await snapshotOf(unpacked);
    const trust = { keys: await readTrustedKeys({ files: [bundles.publicKeyFile], folders: [] }), secrets: {} };
    const watching = { signal: new AbortController().signal, onProgress: () => undefined };
    const { outcome, examination } = await importBundle({ bundle, mirror, trust, allowOlder: false }, watching);
    expect(outcome).toBe('refused');
    expect(await snapshotOf(unpacked)).toEqual(outside);
    expect(await readdir(mirror)).toEqual(['generations', 'log']);
    expect(await readdir(join(mirror, 'generations'))).toEqual([]);
    return examination.verdict.problems.map(({ path, reason }) => `${reason} ${path}`);
  }

  it('with links, devices and pipes in it', async () => {
    await symlink('/etc', join(unpacked, 'mirror', 'data', 'link'));
    execFileSync('mkfifo', [join(unpacked, 'mirror', 'data', 'pipe')]);
    execFileSync('ln', [join(unpacked, 'mirror', 'README.md'), join(unpacked, 'mirror', 'twin.md')]);
    const problems = await importPacked(
      'mirror/data/link',
      'mirror/data/pipe',
      '/dev/null',
      'mirror/README.md',
      'mirror/twin.md',
    );
    expect(problems).toContain('not-a-plain-file data/link');
    expect(problems).toContain('not-a-plain-file data/pipe');
    expect(problems).toContain('not-a-plain-file twin.md');
    expect(problems.some((problem) => problem.endsWith('/dev/null'))).toBeTrue();
  });

  it('with paths that lead elsewhere', async () => {
    await writeFile(join(folder, 'evil'), 'evil');
    const problems = await importPacked(
      'mirror/export.json',
      '--transform=s,^mirror/README.md,mirror/../../../evil,',
      'mirror/README.md',
    );
    expect(problems).toContain('unsafe-path ../../../evil');
    expect(await importPacked('mirror/export.json', join(folder, 'evil'))).toContain(
      `unexpected ${join(folder, 'evil')}`,
    );
  });

  it('with a file twice, with one that nobody vouches for, and without one', async () => {
    expect(await importPacked('--hard-dereference', 'mirror', 'mirror/README.md')).toContain('duplicate README.md');
    await writeFile(join(unpacked, 'mirror', 'data', 'extra'), 'x');
    await rm(join(unpacked, 'mirror', 'indexes', 'vex.index.json'));
    const problems = await importPacked('mirror');
    expect(problems).toContain('unexpected data/extra');
    expect(problems).toContain('missing indexes/vex.index.json');
  });

  it('that expands beyond all measure', async () => {
    const zeros = Buffer.alloc(64 * 1024 * 1024);
    const bomb = Buffer.concat([good.subarray(0, 512), ...Array<Buffer>(6).fill(zeros)]);
    bomb.write('00000000000', 124, 'latin1');
    expect((await importFile(zstdCompressSync(bomb))).join()).toContain('damaged-archive');
  });

  it('that would fill the memory with what is wrong with it', async () => {
    const twice = await tarOf(Array<Member>(3_000).fill(memberOf('mirror/data/x', Buffer.alloc(0))));
    const problems = await importFile(zstdCompressSync(twice));
    expect(problems.filter((problem) => problem === 'duplicate data/x').length).toBe(1_000);
    expect(problems).toContain('damaged-archive data/x');
  });

  it('that would fill the memory with documents', async () => {
    const large = ['export.sig', 'manifest.sig', 'export-center.pub'].map((name) => `signatures/${name}`);
    const tar = await tarOf(large.map((path) => memberOf(`mirror/${path}`, Buffer.alloc(100_000))));
    const problems = await importFile(zstdCompressSync(tar));
    for (const path of large) expect(problems).toContain(`malformed ${path}`);
  });

  it('that is no archive, empty, or cut', async () => {
    for (const content of [Buffer.alloc(0), Buffer.from('no archive'), zstdCompressSync(good).subarray(0, 2_000)]) {
      expect((await importFile(content)).join()).toContain('damaged-archive');
    }
  });

  it('with names that some file systems cannot hold or keep apart', () => {
    const reasons = (...paths: string[]) => checkPaths(paths).map(({ path }) => path);
    expect(reasons('data/a', 'data/b', 'data/a.b/c')).toEqual([]);
    expect(reasons('data/a', 'data/A')).toEqual(['data/A']);
    expect(reasons('data/x/a', 'Data/x/b')).toEqual(['Data/x/b']);
    expect(reasons('data/\u00e9', 'data/e\u0301')).toEqual(['data/e\u0301']);
    expect(reasons(`data/${'\u00e9'.repeat(128)}`)).toEqual([`data/${'\u00e9'.repeat(128)}`]);
    expect(reasons(`${'a/'.repeat(1_100)}b`).length).toBe(1);
  });
});

function memberOf(name: string, content: Buffer): Member {
  return { header: { name, mode: 0o644, size: content.length }, content };
}
