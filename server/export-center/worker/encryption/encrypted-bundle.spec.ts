import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { type ExportManifest } from '../../../contracts/export-center/run.ts';
import { bundleDecrypter } from '../../../kernel/encryption/bundle-decrypter.ts';
import { createKeyFolder } from '../../../kernel/encryption/key-folder.ts';
import { recipientsDocument } from '../../../kernel/encryption/recipients-document.ts';
import { inPieces, whole } from '../../../kernel/encryption/testing/bytes.ts';
import { requireProgram } from '../../../testing/require-program.ts';
import { type RecipientKeys, createEmbeddedRecipientKeys } from '../../encryption/recipient-keys.ts';
import { openTransientEncryption } from '../../encryption/run-encryption.ts';
import { createTransientSignatureMemory } from '../../signing/signature-memory.ts';
import { type BundlePlan } from '../bundle-plan.ts';
import { sha256Of } from '../digests.ts';
import { type TestBundle, buildTestBundle, testKeys } from '../testing/build-test-bundle.ts';
import { sampleRecords } from '../testing/sample-records.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { type WorkerThreads, createWorkerThreads } from '../threads/worker-threads.ts';

/** A text of the sample that stands in every advisory. */
const SECRET = Buffer.from('Überprüfung');

describe('an encrypted bundle', () => {
  const folder = temporaryFolder();
  let threads: WorkerThreads;
  let identities: string[];
  let recipients: string[];
  beforeAll(async () => {
    threads = createWorkerThreads({ threads: 2 });
    identities = [await generateX25519Identity(), await generateX25519Identity()];
    recipients = await Promise.all(identities.map((identity) => identityToRecipient(identity)));
  });
  afterAll(() => threads.close());

  const noKeys = createEmbeddedRecipientKeys(createKeyFolder('/nonexistent'));

  async function build(encryption: NonNullable<BundlePlan['encryption']>, keys: RecipientKeys = noKeys) {
    const run = await openTransientEncryption(encryption, keys);
    if (!run) throw new Error('nothing to encrypt');
    const memory = createTransientSignatureMemory();
    const signingKeys = testKeys(folder());
    const make = (name: string) =>
      buildTestBundle({
        ...{ threads, memory, keys: signingKeys, records: sampleRecords, encryption: run },
        folder: join(folder(), name),
        plan: { encryption, compression: { codec: 'zstd', level: 3 } },
      });
    return { make, run };
  }

  async function unpack({ file }: TestBundle): Promise<{ at: string; paths: string[]; manifest: ExportManifest }> {
    const at = join(folder(), 'unpacked');
    await mkdir(at);
    execFileSync('tar', ['--auto-compress', '-xf', file], { cwd: at });
    const entries = await readdir(at, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const manifest = JSON.parse(await readFile(join(at, 'export.json'), 'utf8')) as ExportManifest;
    return { at, manifest, paths: paths.map((path) => path.slice(at.length + 1)).sort() };
  }

  /** Files in which plain content, or what a compressor leaves of it, can be seen. */
  async function readable(at: string, paths: readonly string[]): Promise<string[]> {
    const seen: string[] = [];
    for (const path of paths) {
      const bytes = await readFile(join(at, path));
      const plain = bytes.includes(SECRET) || bytes.includes(Buffer.from('28b52ffd', 'hex')) || isText(bytes);
      if (plain && !bytes.subarray(0, 21).equals(Buffer.from('age-encryption.org/v1'))) seen.push(path);
    }
    return seen;
  }

  const isText = (bytes: Buffer) => bytes.equals(Buffer.from(bytes.toString('utf8')));

  it('is decrypted by the age program with the identity of each recipient alone', async () => {
    requireProgram('tar', 'zstd', 'age');
    const { make } = await build({ mode: 'age', recipients, strict: false });
    const { at, manifest } = await unpack(await make('built'));
    const keys = await Promise.all(
      [...identities, await generateX25519Identity()].map(async (identity, number) => {
        const file = join(folder(), `identity-${number}`);
        await writeFile(file, `${identity}\n`, { mode: 0o600 });
        return file;
      }),
    );
    for (const { path, plainSha256 } of manifest.artifacts) {
      for (const [number, key] of keys.entries()) {
        const run = spawnSync('age', ['-d', '-i', key, join(at, path)]);
        if (number < 2)
          expect(sha256Of(run.stdout))
            .withContext(path)
            .toBe(plainSha256 ?? '');
        else expect([run.status, run.stdout.length]).withContext(path).toEqual([1, 0]);
      }
    }
    expect(manifest.encryption).toEqual({ mode: 'age', strict: false, recipients, encryptedPaths: ['data/'] });
  });

  it('leaves nothing under data/ readable, and says by digests what is stored and what was encrypted', async () => {
    requireProgram('tar', 'zstd');
    const { make } = await build({ mode: 'age', recipients, strict: false });
    const { at, paths, manifest } = await unpack(await make('built'));
    expect(
      await readable(
        at,
        paths.filter((path) => path.startsWith('data/')),
      ),
    ).toEqual([]);
    for (const { path, sha256, bytes, plainSha256 } of manifest.artifacts) {
      const stored = await readFile(join(at, path));
      expect<string>(sha256Of(stored)).withContext(path).toBe(sha256);
      expect(stored.length).withContext(path).toBe(bytes);
      expect(plainSha256).withContext(path).not.toBe(sha256);
    }
    const document = recipientsDocument.parse(JSON.parse(await readFile(join(at, 'recipients.json'), 'utf8')));
    expect(document.recipients.map(({ recipient }) => recipient)).toEqual(recipients);
    expect(manifest.documents.map(({ path }) => path)).toEqual(['recipients.json']);
  });

  it('has the rerunHash of the bundle in the clear', async () => {
    const { make } = await build({ mode: 'age', recipients, strict: true });
    const encrypted = await make('built');
    const plain = await buildTestBundle({ threads, records: sampleRecords, folder: join(folder(), 'plain') });
    expect(encrypted.described.rerunHash).toBe(plain.described.rerunHash);
    expect(encrypted.described.inputsHash).toBe(plain.described.inputsHash);
  });

  for (const mode of ['age', 'aes-gcm'] as const) {
    it(`leaves in strict mode exactly what is needed to check signatures (${mode})`, async () => {
      requireProgram('tar', 'zstd', 'openssl');
      const kms = createKeyFolder(join(folder(), 'kms'));
      const key = await kms.create('vault');
      const named = mode === 'age' ? recipients : ['kms://vault'];
      const { make } = await build({ mode, recipients: named, strict: true }, createEmbeddedRecipientKeys(kms));
      const { at, paths, manifest } = await unpack(await make('built'));
      expect(await readable(at, paths)).toEqual([
        'export.json',
        'recipients.json',
        'signatures/export-center.pub',
        'signatures/export.dsse.json',
        'signatures/export.sig',
        'signatures/provenance.sig',
      ]);
      expect(manifest.encryption?.encryptedPaths).toEqual(['data/', 'provenance.json']);

      const signature = Buffer.from(await readFile(join(at, 'signatures/provenance.sig'), 'utf8'), 'base64');
      await writeFile(join(at, 'sig'), signature);
      const check = [
        'dgst',
        '-sha256',
        '-verify',
        'signatures/export-center.pub',
        '-signature',
        'sig',
        'provenance.json',
      ];
      expect(execFileSync('openssl', check, { cwd: at, encoding: 'utf8' }).trim()).toBe('Verified OK');

      const document = recipientsDocument.parse(JSON.parse(await readFile(join(at, 'recipients.json'), 'utf8')));
      const decrypt = bundleDecrypter(document, { identities, keys: [key] });
      for (const { path, plainSha256 } of manifest.artifacts) {
        const stored = await readFile(join(at, path));
        expect(sha256Of(await whole(decrypt(path, inPieces(stored)))))
          .withContext(path)
          .toBe(plainSha256 ?? '');
      }
      const provenance = await whole(decrypt('provenance.json', inPieces(await readFile(join(at, 'provenance.json')))));
      const { predicate } = JSON.parse(provenance.toString()) as {
        predicate: { buildDefinition: { internalParameters: { encryption: unknown } } };
      };
      expect(predicate.buildDefinition.internalParameters.encryption).toEqual({
        ...{ mode, strict: true, recipients: document.recipients },
      });
    });
  }

  for (const strict of [false, true]) {
    const which = strict ? 'strict' : 'not strict';
    it(`is the same, byte for byte, when it is built again from nothing but what was kept (${which})`, async () => {
      const { make } = await build({ mode: 'age', recipients, strict });
      const first = await make(`first-${strict}`);
      const run = spyOn(threads, 'run').and.callThrough();
      expect((await make(`second-${strict}`)).packed.sha256).toBe(first.packed.sha256);
      expect(run.calls.allArgs().some(([task]) => task === 'encryptFiles')).toBeFalse();
      const { make: another } = await build({ mode: 'age', recipients, strict });
      expect((await another(`other-${strict}`)).packed.sha256).not.toBe(first.packed.sha256);
    });
  }

  it('is made again from half of its staging folder, byte for byte', async () => {
    const { make } = await build({ mode: 'age', recipients, strict: true });
    const first = await make('built');
    const staging = join(folder(), 'built', 'staging');
    const encrypted = join(staging, 'encrypted', 'data', 'raw', 'vex', 'v0.jsonl.zst');
    await writeFile(encrypted, 'cut');
    await rm(join(staging, 'encrypted', 'data', 'raw', 'sboms'), { recursive: true });
    await rm(join(staging, first.packed.path));
    expect((await make('built')).packed.sha256).toBe(first.packed.sha256);
  });

  it('is refused where something was changed between its building and its encryption', async () => {
    const { make, run } = await build({ mode: 'age', recipients, strict: false });
    await make('built');
    const plain = { path: 'data/raw/vex/v0.jsonl.zst', plainSha256: sha256Of('something else'), bytes: 5 };
    const input = {
      from: join(folder(), 'built', 'staging', 'bundle'),
      to: join(folder(), 'encrypted'),
      files: [plain],
      key: { mode: 'age' as const, recipients: run.recipients.document.recipients.map(({ recipient }) => recipient) },
    };
    const signal = new AbortController().signal;
    await expectAsync(threads.run('encryptFiles', input, { signal })).toBeRejectedWithError(/has changed since/);
  });
});
