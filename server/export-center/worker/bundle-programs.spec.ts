import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExportManifest } from '../../contracts/export-center/run.ts';
import { exportManifest } from '../../contracts/export-center/run.ts';
import { requireProgram } from '../../testing/require-program.ts';
import { sampleRecords } from './testing/sample-records.ts';
import { buildTestBundle } from './testing/build-test-bundle.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { type WorkerThreads, createWorkerThreads } from './threads/worker-threads.ts';

describe('a bundle, judged by programs that others wrote', () => {
  const folder = temporaryFolder();
  let threads: WorkerThreads;
  let unpacked: string;
  beforeAll(() => (threads = createWorkerThreads({ threads: 2 })));
  afterAll(() => threads.close());

  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: unpacked, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });

  async function buildAndUnpack(codec: 'zstd' | 'gzip' | 'none' = 'zstd') {
    unpacked = folder();
    const bundle = await buildTestBundle({
      folder: join(folder(), 'built'),
      threads,
      records: sampleRecords,
      plan: { compression: { codec, level: 5 } },
    });
    unpacked = join(folder(), 'unpacked');
    execFileSync('mkdir', [unpacked]);
    run('tar', '--auto-compress', '-xf', bundle.file);
    return { ...bundle, manifest: JSON.parse(await readFile(join(unpacked, 'export.json'), 'utf8')) as ExportManifest };
  }

  for (const codec of ['zstd', 'gzip', 'none'] as const) {
    it(`is unpacked by tar (${codec}), every artifact with the digest that export.json names`, async () => {
      requireProgram('tar', 'zstd', 'gzip', 'sha256sum');
      const { manifest } = await buildAndUnpack(codec);
      expect(manifest.artifacts.length).toBe(5);
      const sums = manifest.artifacts
        .map(({ path, sha256 }) => `${sha256.slice('sha256:'.length)}  ${path}\n`)
        .join('');
      await writeFile(join(unpacked, 'sums'), sums);
      expect(run('sha256sum', '--check', '--strict', '--quiet', 'sums')).toBe('');
    });
  }

  it('lists plain files alone: sorted, mode 0644, no times, no owners', async () => {
    requireProgram('tar', 'zstd');
    const { file } = await buildAndUnpack();
    const lines = run('tar', '--list', '--verbose', '--numeric-owner', '--full-time', '--utc', '-f', file)
      .trim()
      .split('\n');
    for (const line of lines) expect(line).toMatch(/^-rw-r--r-- 0\/0 +\d+ 1970-01-01 00:00:00 \S+$/);
    const paths = lines.map((line) => line.split(' ').at(-1) ?? '');
    expect(paths).toEqual(paths.toSorted());
  });

  it('gives its records back as they were ingested', async () => {
    requireProgram('tar', 'zstd');
    await buildAndUnpack();
    const lines = run('zstd', '-dc', 'data/raw/advisories/a0.jsonl.zst', 'data/raw/vex/v0.jsonl.zst')
      .trim()
      .split('\n');
    const records = new Map(sampleRecords.map((record) => [`${record.id} ${record.source}`, record]));
    for (const line of lines) {
      const { id, source, sha256, content, ...rest } = JSON.parse(line) as Record<string, string>;
      expect(rest).toEqual({});
      const original = records.get(`${id ?? ''} ${source ?? ''}`);
      expect({ sha256, content }).toEqual({ sha256: original?.sha256, content: original?.content });
    }
    expect(lines.length).toBe(sampleRecords.filter(({ kind }) => kind !== 'sboms').length);
  });

  it('carries signatures that openssl accepts, and one flipped byte makes it refuse', async () => {
    requireProgram('tar', 'zstd', 'openssl', 'base64');
    await buildAndUnpack();
    await writeFile(join(unpacked, 'export.der'), Buffer.from(run('cat', 'signatures/export.sig'), 'base64'));
    const verify = () =>
      run(
        'openssl',
        'dgst',
        '-sha256',
        '-verify',
        'signatures/export-center.pub',
        '-signature',
        'export.der',
        'export.json',
      );
    expect(verify().trim()).toBe('Verified OK');

    const dsse = JSON.parse(run('cat', 'signatures/provenance.dsse.json')) as {
      payload: string;
      payloadType: string;
      signatures: [{ sig: string }];
    };
    const payload = Buffer.from(dsse.payload, 'base64');
    expect(payload.equals(await readFile(join(unpacked, 'provenance.json')))).toBeTrue();
    const signed = Buffer.concat([
      Buffer.from(`DSSEv1 ${dsse.payloadType.length} ${dsse.payloadType} ${payload.length} `),
      payload,
    ]);
    await writeFile(join(unpacked, 'pae'), signed);
    await writeFile(join(unpacked, 'pae.der'), Buffer.from(dsse.signatures[0].sig, 'base64'));
    expect(
      run(
        'openssl',
        'dgst',
        '-sha256',
        '-verify',
        'signatures/export-center.pub',
        '-signature',
        'pae.der',
        'pae',
      ).trim(),
    ).toBe('Verified OK');

    const manifest = await readFile(join(unpacked, 'export.json'));
    manifest[10] = (manifest[10] ?? 0) ^ 1;
    await writeFile(join(unpacked, 'export.json'), manifest);
    expect(verify).toThrowError(/Verification failure|Command failed/);
  });

  it('has an export.json of the contract, and a provenance about exactly its files', async () => {
    requireProgram('tar', 'zstd');
    const { manifest } = await buildAndUnpack();
    expect(exportManifest.parse(manifest)).toEqual(manifest);
    const statement = JSON.parse(run('cat', 'provenance.json')) as {
      subject: { name: string }[];
      predicate: { buildDefinition: { resolvedDependencies: unknown[] }; runDetails: { metadata: unknown } };
    };
    expect(statement.subject.map(({ name }) => name)).toEqual([
      'export.json',
      ...manifest.artifacts.map(({ path }) => path),
    ]);
    expect(statement.predicate.buildDefinition.resolvedDependencies.length).toBe(sampleRecords.length);
    expect(statement.predicate.runDetails.metadata).toEqual({
      invocationId: 'run-20251029-01',
      startedOn: '2025-10-29T00:00:00.000Z',
    });
  });
});
