import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type BundleVerdict, isSound } from '../../verification/verdict.ts';
import { verifyBundle } from '../../verification/verify-bundle.ts';
import { rawRecordsCheck } from '../../verification/import-check/raw-records-check.ts';
import { sha256Of } from './digests.ts';
import { nodeRuntime } from '../../kernel/streams/node-runtime.ts';
import { type Member, archiveOf, flipped, membersOf } from './testing/archive-surgery.ts';
import { type TestBundle, buildTestBundle } from './testing/build-test-bundle.ts';
import { sampleRecords } from './testing/sample-records.ts';
import { createWorkerThreads } from './threads/worker-threads.ts';

/** One bundle serves all specs: each damages a copy of it. */
describe('verification of a damaged bundle', () => {
  let folder: string;
  let bundle: TestBundle;
  let archive: Buffer;
  let members: Member[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stella-damaged-'));
    const threads = createWorkerThreads({ threads: 1 });
    bundle = await buildTestBundle({ folder, threads, records: sampleRecords });
    await threads.close();
    archive = await readFile(bundle.file);
    members = await membersOf(archive);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function verify(bytes: Buffer, sha256?: string): Promise<BundleVerdict> {
    return verifyBundle(
      { fileName: bundle.packed.fileName, content: ReadableStream.from([bytes]), sha256 },
      { runtime: nodeRuntime, keys: await bundle.keys.publicKeys('acme'), importCheck: rawRecordsCheck },
    );
  }

  const verifyMembers = async (changed: readonly Member[]) => verify(await archiveOf(changed));
  const findings = ({ problems }: BundleVerdict) => problems.map(({ path, reason }) => `${reason} ${path}`);
  const replaced = (path: string, content: (original: Buffer) => Buffer) =>
    members.map((member) =>
      member.header.name === path
        ? { header: { ...member.header, size: content(member.content).length }, content: content(member.content) }
        : member,
    );

  it('finds nothing wrong with the bundle as it was made', async () => {
    const verdict = await verify(archive, bundle.packed.sha256);
    expect(verdict).toEqual({
      signature: 'passed',
      hashes: { verdict: 'passed', ok: 5, total: 5 },
      provenance: 'passed',
      import: 'passed',
      notRun: {},
      problems: [],
    });
    expect(isSound(await verifyMembers(members))).toBeTrue();
  });

  it('names every file in which a byte was flipped, and no other artifact', async () => {
    for (const { header, content } of members) {
      for (const at of [0, content.length >> 1, content.length - 1]) {
        const verdict = await verifyMembers(replaced(header.name, (original) => flipped(original, at)));
        const paths = verdict.problems.map(({ path }) => path);
        const concerned =
          header.name === 'export.json' ? /^(export\.json|provenance\.json|signatures\/.*|data\/.*)$/ : undefined;
        expect(paths.length).withContext(`${header.name} at ${at}`).toBeGreaterThan(0);
        if (concerned) expect(paths.every((path) => concerned.test(path))).toBeTrue();
        else
          expect(new Set(paths))
            .withContext(`${header.name} at ${at}`)
            .toEqual(new Set([header.name]));
      }
    }
  });

  it('says what it expected and what it found', async () => {
    const path = 'data/raw/vex/v0.jsonl.zst';
    const original = members.find(({ header }) => header.name === path);
    const verdict = await verifyMembers(replaced(path, (content) => flipped(content, content.length - 1)));
    expect(verdict.hashes).toEqual({ verdict: 'failed', ok: 4, total: 5 });
    expect(verdict.problems).toContain({
      path,
      reason: 'digest-mismatch',
      expected: sha256Of(original?.content ?? ''),
      actual: sha256Of(flipped(original?.content ?? Buffer.alloc(0), (original?.content.length ?? 0) - 1)),
    });
  });

  it('finds a flipped byte anywhere in the compressed file, and names something', async () => {
    for (let at = 0; at < archive.length; at += Math.ceil(archive.length / 150)) {
      const verdict = await verify(flipped(archive, at, 0x10), bundle.packed.sha256);
      expect(isSound(verdict)).withContext(`byte ${at}`).toBeFalse();
    }
  });

  it('finds a flipped byte anywhere in the archive, by the file it belongs to', async () => {
    const plain = zstdDecompressSync(archive);
    for (let at = 0; at < plain.length; at += 1511) {
      const verdict = await verify(zstdCompressSync(flipped(plain, at)));
      expect(isSound(verdict)).withContext(`byte ${at}`).toBeFalse();
    }
  });

  it('names the file in which the compressed stream breaks', async () => {
    const cut = await verify(archive.subarray(0, archive.length - 20));
    expect(cut.hashes.verdict).toBe('failed');
    expect(findings(cut)[0]).toMatch(/^damaged-archive /);
    // Half of the archive is the large SBOM of the sample.
    const plain = zstdDecompressSync(archive);
    const large = members.find(({ content }) => content.length > 60_000);
    const broken = zstdCompressSync(plain.subarray(0, plain.indexOf(large?.content ?? '') + 1000));
    expect(findings(await verify(broken))).toContain(`damaged-archive ${large?.header.name ?? ''}`);
  });

  it('refuses other bytes behind the stream', async () => {
    expect(isSound(await verify(Buffer.concat([archive, Buffer.from('more')])))).toBeFalse();
    expect(isSound(await verify(Buffer.concat([archive, zstdCompressSync(Buffer.from('more'))])))).toBeFalse();
  });

  it('names a file that is missing, one that nobody vouches for, and one that is there twice', async () => {
    const [first, ...others] = members;
    const name = first?.header.name ?? '';
    expect(findings(await verifyMembers(others))).toEqual([`missing ${name}`]);
    const extra = { header: { name: 'data/extra.json' }, content: Buffer.from('{}') };
    expect(findings(await verifyMembers([...members, extra]))).toEqual(['unexpected data/extra.json']);
    expect(findings(await verifyMembers([...members, ...(first ? [first] : [])]))).toEqual([`duplicate ${name}`]);
  });

  it('names paths that would leave the folder, links, and special mode bits', async () => {
    const content = Buffer.from('x');
    for (const [header, finding] of [
      [{ name: '../outside' }, 'unsafe-path ../outside'],
      [{ name: '/etc/cron.d/job' }, 'unsafe-path /etc/cron.d/job'],
      [{ name: 'data/../../outside' }, 'unsafe-path data/../../outside'],
      [{ name: 'data/run', mode: 0o4755 }, 'not-a-plain-file data/run'],
    ] as const) {
      expect(findings(await verifyMembers([...members, { header, content }]))).toEqual([finding]);
    }
    const link = {
      header: { name: 'data/link', type: 'symlink' as const, linkname: '/etc/passwd' },
      content: Buffer.alloc(0),
    };
    expect(findings(await verifyMembers([...members, link]))).toEqual(['not-a-plain-file data/link']);
  });

  it('trusts the keys of the caller, not the one in the bundle', async () => {
    await bundle.keys.signer('globex');
    const verdict = await verifyBundle(
      { fileName: bundle.packed.fileName, content: ReadableStream.from([archive]) },
      { runtime: nodeRuntime, keys: await bundle.keys.publicKeys('globex') },
    );
    expect(verdict.signature).toBe('failed');
    expect(verdict.provenance).toBe('failed');
    expect(verdict.hashes.verdict).toBe('passed');
    expect(verdict.import).toBe('not-run');
  });

  it('still trusts a bundle after its key was rotated', async () => {
    await bundle.keys.rotate('acme');
    expect(isSound(await verify(archive))).toBeTrue();
  });

  it('hashes without keys, and says that it did not check signatures', async () => {
    const verdict = await verifyBundle(
      { fileName: bundle.packed.fileName, content: ReadableStream.from([archive]) },
      { runtime: nodeRuntime, keys: [] },
    );
    expect(verdict.signature).toBe('not-run');
    expect(isSound(verdict)).toBeTrue();
  });

  it('passes on that the file could not be read', async () => {
    const failing = async function* () {
      yield await Promise.resolve(archive.subarray(0, 1000));
      throw new Error('the disk is gone');
    };
    const content = failing();
    const tools = { runtime: nodeRuntime, keys: [] };
    await expectAsync(verifyBundle({ fileName: 'x.tar.zst', content }, tools)).toBeRejectedWithError(
      'the disk is gone',
    );
  });
});
