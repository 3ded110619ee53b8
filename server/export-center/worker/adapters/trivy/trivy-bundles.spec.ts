import { execFileSync } from 'node:child_process';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type ExportManifest } from '../../../../contracts/export-center/run.ts';
import { requireProgram } from '../../../../testing/require-program.ts';
import { importCheckOf } from '../../../../verification/import-check/import-check-of.ts';
import { nodeRuntime } from '../../../../kernel/streams/node-runtime.ts';
import { type Problem } from '../../../../verification/verdict.ts';
import { piecesOf } from '../../../../verification/testing/pieces.ts';
import { type BundlePlan } from '../../bundle-plan.ts';
import { sha256Of } from '../../digests.ts';
import { type EvidenceRecord } from '../../evidence-record.ts';
import { type TestBundle, buildTestBundle } from '../../testing/build-test-bundle.ts';
import { shuffled } from '../../testing/sample-records.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { type WorkerThreads, createWorkerThreads } from '../../threads/worker-threads.ts';
import { javaComponent, sbomRecord } from './testing/sboms.ts';
import { sampleOf } from './testing/shipped-sample.ts';

/** The sample's own SBOMs give no SHA-1. */
const withDigests = sbomRecord('urn:uuid:with-digests', '2025-10-20T00:00:00Z', [
  javaComponent('org.example', 'library', '1.0', '0123456789'.repeat(4)),
  javaComponent('org.example', 'library', '1.1', 'abcdef0123'.repeat(4)),
  javaComponent('com.example', 'other', '2.0', 'fedcba9876'.repeat(4)),
]);

/**
 * What the shipped sample of globex gives. Another machine, order of import or number of workers must give the same; only a
 * changed sample, mapping or version of SQLite may change what stands here.
 */
const kinds = {
  db: {
    path: 'trivy/db.bundle',
    files: {
      'metadata.json': 'sha256:ae0e2bd1bbb9308dd69d8fd0679ce54ed78cc1186892a32ee5e5fe0171fedb18',
      'trivy.db': 'sha256:60c0dc228f1699754c5a7158a7746183f0a4ccebcad75b03c813428cf953059d',
    },
    signature: 'signatures/trivy-db.sig',
    counts: { advisories: 17, sboms: 0 },
  },
  'java-db': {
    path: 'trivy/java-db.bundle',
    files: {
      'metadata.json': 'sha256:17e3dbfa793a0d19c4acf315b9fc1448052b9d0a984b60c23f9b62ef2119371a',
      'trivy-java.db': 'sha256:ca2b2345662d900a7a8e0901cb6b631122f0efe4521cfbf290879ed4bd2eb092',
    },
    signature: 'signatures/trivy-java-db.sig',
    counts: { advisories: 0, sboms: 2 },
  },
} as const;

describe('a bundle for Trivy', () => {
  const folder = temporaryFolder();
  let threads: WorkerThreads;
  let records: readonly EvidenceRecord[];
  beforeAll(async () => {
    threads = createWorkerThreads({ threads: 2 });
    records = [...(await sampleOf('globex')), withDigests];
  });
  afterAll(() => threads.close());

  const build = (variant: keyof typeof kinds, name: string, evidence = records): Promise<TestBundle> => {
    const profile: BundlePlan['profile'] = { id: 'prof-trivy', name: 'trivy', kind: 'trivy', variant, revision: 1 };
    return buildTestBundle({ folder: join(folder(), name), threads, records: evidence, plan: { profile } });
  };

  const manifestOf = async (bundle: TestBundle): Promise<ExportManifest> =>
    JSON.parse((await bundle.read('export.json')).toString()) as ExportManifest;

  for (const variant of ['db', 'java-db'] as const) {
    const { path, files, signature, counts } = kinds[variant];

    it(`${variant} is a gzip tar of the database and its metadata, signed as it is`, async () => {
      requireProgram('tar', 'openssl');
      const bundle = await build(variant, 'built');
      expect(bundle.verdict).toEqual(jasmine.objectContaining({ signature: 'passed', import: 'passed', problems: [] }));
      expect(bundle.packed.fileName).toBe(`${variant}.bundle`);
      const unpacked = join(folder(), 'unpacked');
      await mkdir(unpacked);
      execFileSync('tar', ['-xzf', bundle.file, '-C', unpacked]);
      const digests: Record<string, string> = {};
      for (const name of await readdir(unpacked)) digests[name] = sha256Of(await readFile(join(unpacked, name)));
      expect(digests).toEqual(files);

      const der = join(folder(), 'signature.der');
      await writeFile(der, Buffer.from((await bundle.read(signature)).toString(), 'base64'));
      await writeFile(join(folder(), 'key.pem'), await bundle.read('signatures/export-center.pub'));
      const verify = ['dgst', '-sha256', '-verify', join(folder(), 'key.pem'), '-signature', der, bundle.file];
      expect(execFileSync('openssl', verify, { encoding: 'utf8' })).toContain('Verified OK');
    });

    it(`${variant} is the same whatever the order of the evidence and the run`, async () => {
      const one = await build(variant, 'one');
      const other = await build(variant, 'other', shuffled(records, 7));
      const [manifest, again] = [await manifestOf(one), await manifestOf(other)];
      expect(again).toEqual(manifest);
      expect(manifest.counts).toEqual({ vex: 0, policyEvaluations: 0, ...counts });
      expect(manifest.artifacts.map((artifact) => artifact.path)).toEqual([path]);
      expect((await readFile(other.file)).equals(await readFile(one.file))).toBeTrue();
    });

    it(`${variant} is refused when it was changed`, async () => {
      const bundle = await build(variant, 'good');
      const archive = gunzipSync(await readFile(bundle.file));
      const check = importCheckOf({ kind: 'trivy', variant });
      const problemsOf = async (content: Buffer): Promise<string> => {
        const problems: Problem[] = [];
        await check?.check({
          path,
          content: piecesOf(content, 5000),
          runtime: nodeRuntime,
          report: (one) => problems.push(one),
        });
        return problems.map(({ actual }) => actual).join();
      };
      const rewritten = (from: string, to: string): Buffer => {
        const copy = Buffer.from(archive);
        copy.write(to, copy.indexOf(from));
        return gzipSync(copy);
      };
      expect(await problemsOf(gzipSync(archive))).toBe('');
      expect(await problemsOf(rewritten('"Version":', '"Version":7'))).toContain('Version');
      expect(await problemsOf(rewritten('"UpdatedAt":"2', '"UpdatedAt":"x'))).toContain('UpdatedAt is no time');
      expect(await problemsOf(gzipSync(archive.subarray(0, archive.length - 1024 - 4096)))).toMatch(
        /cut|ends inside|pages/,
      );
      expect(await problemsOf((await readFile(bundle.file)).subarray(0, -100))).toContain('gzip stream is damaged');
    });
  }
});
