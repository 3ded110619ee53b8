import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExportManifest } from '../../../../contracts/export-center/run.ts';
import { requireProgram } from '../../../../testing/require-program.ts';
import { createTransientSignatureMemory } from '../../../signing/signature-memory.ts';
import { type BundlePlan } from '../../bundle-plan.ts';
import { ExportError } from '../../export-error.ts';
import { type TestBundle, type TestBundleOptions, buildTestBundle, testKeys } from '../../testing/build-test-bundle.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { type WorkerThreads, createWorkerThreads } from '../../threads/worker-threads.ts';
import { collectPortal } from './collect-portal.ts';

const sample = join(import.meta.dirname, 'sample');
const profile: BundlePlan['profile'] = {
  ...{ id: 'prof-portal', name: 'portal', kind: 'devportal', variant: 'offline' },
  revision: 1,
};
const contentPaths = [
  'changelog/0.1.0.md',
  'checksums.txt',
  'instructions-portable.txt',
  'manifest.json',
  'portal/index.html',
  'portal/styles.css',
  'sdks/shell/status.sh',
  'specs/status.openapi.json',
  'verify-offline.sh',
];
const documentPaths = [
  'export.json',
  'manifest.dsse.json',
  'provenance.json',
  'signatures/devportal.sig',
  'signatures/export-center.pub',
  'signatures/export.dsse.json',
  'signatures/export.sig',
  'signatures/provenance.dsse.json',
];

describe('an offline bundle of a developer portal', () => {
  const folder = temporaryFolder();
  let threads: WorkerThreads;
  let portal: string;
  beforeAll(() => (threads = createWorkerThreads({ threads: 2 })));
  afterAll(() => threads.close());
  beforeEach(async () => {
    portal = join(folder(), 'portal');
    await cp(sample, portal, { recursive: true });
  });

  const build = (name: string, { plan, ...options }: Partial<TestBundleOptions> = {}): Promise<TestBundle> =>
    buildTestBundle({
      ...{ folder: join(folder(), name), threads, ...options },
      collect: (job) => collectPortal(job, portal),
      plan: { profile, compression: { codec: 'gzip', level: 9 }, ...plan },
    });

  const manifestOf = async (bundle: TestBundle): Promise<ExportManifest> =>
    JSON.parse((await bundle.read('export.json')).toString()) as ExportManifest;

  it('holds the portal, lists, helpers, signatures and the documents of every bundle, all of one time', async () => {
    requireProgram('tar');
    const bundle = await build('built');
    expect(bundle.packed.fileName).toBe('devportal-offline-bundle.tgz');
    expect(bundle.verdict).toEqual(
      jasmine.objectContaining({ signature: 'passed', provenance: 'passed', import: 'passed', problems: [] }),
    );
    const lines = execFileSync('tar', ['-tvzf', bundle.file, '--numeric-owner', '--full-time', '--utc'], {
      encoding: 'utf8',
    })
      .trim()
      .split('\n');
    expect(lines.map((line) => line.split(' ').at(-1) ?? '')).toEqual([...contentPaths, ...documentPaths].sort());
    for (const line of lines) expect(line).toMatch(/^-rw-r--r-- 0\/0 +\d+ 2025-01-01 00:00:00 /);
    const { artifacts, documents } = await manifestOf(bundle);
    expect(artifacts.map(({ path }) => path)).toEqual(contentPaths);
    expect(documents.map(({ path }) => path)).toEqual(['manifest.dsse.json']);
  });

  it('has the same content, inputsHash and rerunHash in every run and with every key, and the same bytes in every attempt', async () => {
    const [keys, memory] = [testKeys(folder()), createTransientSignatureMemory()];
    const first = await build('first', { keys, memory });
    const attempt = await build('attempt', { keys, memory });
    expect((await readFile(attempt.file)).equals(await readFile(first.file))).toBeTrue();
    const other = await build('other', { plan: { runId: 'run-20251030-07', createdAt: '2025-10-30T12:34:56.789Z' } });
    expect(other.described).toEqual(first.described);
    expect((await manifestOf(other)).artifacts).toEqual((await manifestOf(first)).artifacts);
    expect(other.packed.sha256).not.toBe(first.packed.sha256);
  });

  it('keeps its form from release to release', async () => {
    // Of the shipped sample; a change of the sample, of the script or of the instructions changes the second one.
    const { described } = await build('golden');
    expect(described.inputsHash).toBe('sha256:a75a761c7e372f9931955df05f70516ca5420d1ccf8a18823cbbd5bca2fb5d99');
    expect(described.rerunHash).toBe('sha256:883a50b73cd9aed48c067bf6995b025b70e707f89227a5887c0a75aea9159c6e');
  });

  it('packs what was there when the run collected it, though the portal has changed since', async () => {
    let changed = false;
    const bundle = await buildTestBundle({
      ...{ folder: join(folder(), 'frozen'), threads, plan: { profile, compression: { codec: 'gzip', level: 1 } } },
      collect: async (job) => {
        const collected = await collectPortal(job, portal);
        await writeFile(join(portal, 'portal/index.html'), 'changed');
        changed = true;
        return collected;
      },
    });
    expect(changed).toBeTrue();
    expect(await bundle.read('portal/index.html')).toEqual(await readFile(join(sample, 'portal/index.html')));
  });

  const refusals: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    ['a link to a file', 'portal/link', () => symlink('/etc/passwd', join(portal, 'portal/link'))],
    ['a link to a folder', 'sdks/all', () => symlink('/etc', join(portal, 'sdks/all'))],
    ['a pipe', 'specs/pipe', () => Promise.resolve(execFileSync('mkfifo', [join(portal, 'specs/pipe')]))],
    ['a name with a line end', 'portal/a\\nb', () => writeFile(join(portal, 'portal/a\nb'), '')],
    ['a name with a backslash', 'portal/a', () => writeFile(join(portal, 'portal/a\\b'), '')],
    [
      'a name that is not UTF-8',
      'portal/',
      () => writeFile(Buffer.concat([Buffer.from(join(portal, 'portal/')), Buffer.from([0xff])]), ''),
    ],
    ['a portal without SDKs', 'no folder sdks', () => rm(join(portal, 'sdks'), { recursive: true })],
    [
      'a link in place of a folder',
      'something else than a folder: changelog',
      async () => {
        await rm(join(portal, 'changelog'), { recursive: true });
        await symlink('/etc', join(portal, 'changelog'));
      },
    ],
    ['no portal at all', 'cannot be read', () => rm(portal, { recursive: true })],
  ];
  for (const [what, named, change] of refusals) {
    it(`is not made from ${what}`, async () => {
      await change();
      const error: unknown = await build('refused').catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ExportError);
      expect((error as ExportError).code).toBe('ERR_EXPORT_SOURCE');
      expect((error as ExportError).message).toContain(named);
    });
  }

  it('leaves out what lies beside the four folders', async () => {
    await mkdir(join(portal, '.git'));
    await writeFile(join(portal, '.git/config'), 'secret');
    expect((await manifestOf(await build('beside'))).artifacts.map(({ path }) => path)).toEqual(contentPaths);
  });
});
