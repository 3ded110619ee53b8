import { randomBytes } from 'node:crypto';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { createKeyFolder } from '../../kernel/encryption/key-folder.ts';
import { inPieces, whole } from '../../kernel/encryption/testing/bytes.ts';
import { createFolderObjectStore } from '../../kernel/objects/folder-object-store.ts';
import type { ObjectStore } from '../../kernel/objects/object-store.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { describeWithDatabase } from '../../testing/test-database.ts';
import { exportCenterMigrations } from '../migrations.ts';
import { createTransientSignatureMemory } from '../signing/signature-memory.ts';
import type { BundlePlan } from '../worker/bundle-plan.ts';
import { removeLeftEncryptedFiles } from '../worker/housekeeping/left-encrypted-files.ts';
import { buildTestBundle, testKeys, testPlan } from '../worker/testing/build-test-bundle.ts';
import { sampleRecords } from '../worker/testing/sample-records.ts';
import { type WorkerThreads, createWorkerThreads } from '../worker/threads/worker-threads.ts';
import { createStoredEncryptedFiles, forgetEncryptedFiles } from './encrypted-files.ts';
import { createEmbeddedRecipientKeys } from './recipient-keys.ts';
import { openRunEncryption } from './run-encryption.ts';

describeWithDatabase(
  'encrypted files of a run',
  (database) => {
    const folder = temporaryFolder();
    let threads: WorkerThreads;
    let objects: ObjectStore;
    beforeAll(() => (threads = createWorkerThreads({ threads: 2 })));
    afterAll(() => threads.close());
    beforeEach(async () => {
      objects = await createFolderObjectStore(join(folder(), 'objects'));
    });

    const keyFolder = () => createKeyFolder(join(folder(), 'kms'));
    const newRun = () => ({ tenant: 'acme', runId: `run-20251029-${randomBytes(3).toString('hex')}` });
    const keysOf = async (prefix = 'encrypted-files/') => {
      const keys: string[] = [];
      for await (const key of objects.list(prefix)) keys.push(key);
      return keys;
    };

    /** Machines share database, objects and keys, not their staging folders. */
    function machines(run: { tenant: string; runId: string }, encryption: NonNullable<BundlePlan['encryption']>) {
      const [keys, memory] = [testKeys(folder()), createTransientSignatureMemory()];
      const recipientKeys = createEmbeddedRecipientKeys(keyFolder());
      return async (machine: string) => {
        const opened = await openRunEncryption(
          { database: database(), objects, recipientKeys },
          { ...run, encryption },
        );
        if (!opened) throw new Error('nothing to encrypt');
        return buildTestBundle({
          ...{ threads, memory, keys, records: sampleRecords, encryption: opened, folder: join(folder(), machine) },
          plan: { ...run, encryption, compression: { codec: 'zstd', level: 3 } },
        });
      };
    }

    for (const mode of ['age', 'aes-gcm'] as const) {
      it(`are the same on another machine, which has nothing of the first one’s (${mode})`, async () => {
        await keyFolder().create('vault');
        const recipients =
          mode === 'age' ? [await identityToRecipient(await generateX25519Identity())] : ['kms://vault'];
        const build = machines(newRun(), { mode, recipients, strict: true });
        const first = await build('one');
        await rm(join(folder(), 'one'), { recursive: true });
        expect((await build('two')).packed.sha256).toBe(first.packed.sha256);
      });
    }

    it('are the same on two machines that build at once, one of them taken for dead', async () => {
      const recipients = [await identityToRecipient(await generateX25519Identity())];
      const build = machines(newRun(), { mode: 'age', recipients, strict: true });
      const [one, two] = await Promise.all([build('one'), build('two')]);
      expect(two.packed.sha256).toBe(one.packed.sha256);
    });

    it('are kept encrypted alone, few objects for many files, until they are forgotten', async () => {
      const [run, other] = [newRun(), newRun()];
      const recipients = [await identityToRecipient(await generateX25519Identity())];
      await machines(run, { mode: 'age', recipients, strict: false })('one');
      await machines(other, { mode: 'age', recipients, strict: false })('two');
      const kept = await keysOf(`encrypted-files/acme/${run.runId}/`);
      expect(kept.length).toBe(1);
      for (const key of kept) {
        const bytes = await whole(await objects.open(key));
        expect(bytes.subarray(0, 22).toString()).toBe('age-encryption.org/v1\n');
        expect(bytes.includes(Buffer.from('Überprüfung'))).toBeFalse();
        expect(bytes.includes(Buffer.from('28b52ffd', 'hex'))).toBeFalse();
      }
      await forgetEncryptedFiles({ database: database(), objects }, run);
      expect((await keysOf()).map((key) => key.split('/')[2])).toEqual([other.runId]);
    });

    it('are told damaged when the store has changed them', async () => {
      const run = newRun();
      const recipients = [await identityToRecipient(await generateX25519Identity())];
      const build = machines(run, { mode: 'age', recipients, strict: false });
      await build('one');
      const [key = ''] = await keysOf(`encrypted-files/acme/${run.runId}/`);
      const path = join(folder(), 'objects', key);
      const bytes = await readFile(path);
      await writeFile(path, bytes.fill(0, 300, 310));
      await expectAsync(build('two')).toBeRejectedWithError(/of an earlier attempt is damaged in the store/);
    });

    it('are another run’s or other recipients’ business, where they are not found', async () => {
      const run = newRun();
      const file = { path: 'data/a', plainSha256: 'sha256:1', sha256: 'sha256:2', bytes: 3 };
      const memoryOf = (of: { tenant: string; runId: string }, recipientsSha256: string) =>
        createStoredEncryptedFiles({ database: database(), objects }, { ...of, recipientsSha256 });
      const kept = await memoryOf(run, 'r').keep([file, { ...file, path: 'data/b' }], inPieces(Buffer.from('abcdef')));
      expect(kept.map(({ start }) => start)).toEqual([0, 3]);
      const second = kept[1];
      if (second) expect((await whole(await memoryOf(run, 'r').open(second))).toString()).toBe('def');
      expect((await memoryOf(run, 'r').find(['data/a', 'data/b'])).length).toBe(2);
      expect((await memoryOf(run, 'r').find(['data/b', 'data/c'])).map(({ path }) => path)).toEqual(['data/b']);
      expect(await memoryOf(run, 's').find(['data/a'])).toEqual([]);
      expect(await memoryOf(newRun(), 'r').find(['data/a'])).toEqual([]);
      expect(await memoryOf({ ...run, tenant: 'globex' }, 'r').find(['data/a'])).toEqual([]);
    });

    it('are forgotten by housekeeping once no attempt can follow', async () => {
      const now = new Date('2025-10-30T00:00:00.000Z');
      const [going, gone, failedJustNow] = [newRun(), newRun(), newRun()];
      const statuses = new Map([
        [going.runId, { status: 'running', finished_at: null }],
        [failedJustNow.runId, { status: 'failed', finished_at: new Date(now.getTime() - 3_600_000) }],
      ]);
      const runs = { find: (_: string, runId: string) => Promise.resolve(statuses.get(runId) as never) };
      const recipients = [await identityToRecipient(await generateX25519Identity())];
      for (const run of [going, gone, failedJustNow]) {
        const plan = { ...testPlan, ...run, encryption: { mode: 'age' as const, recipients, strict: false } };
        const keys = createEmbeddedRecipientKeys(keyFolder());
        const opened = await openRunEncryption({ database: database(), objects, recipientKeys: keys }, plan);
        await opened?.memory.keep(
          [{ path: 'data/a', plainSha256: 'sha256:1', sha256: 'sha256:2', bytes: 3 }],
          inPieces(Buffer.from('abc')),
        );
      }
      // What a worker that was taken for dead stored after its run was forgotten has no row.
      await objects.put('encrypted-files/acme/run-20200101-01/late', inPieces(Buffer.from('late')));
      await removeLeftEncryptedFiles({ database: database(), objects, runs }, now);
      const left = (await keysOf()).map((key) => key.split('/')[2]);
      expect(left.sort()).toEqual([going.runId, failedJustNow.runId].sort());
      expect(await removeLeftEncryptedFiles({ database: database(), objects, runs }, now)).toBe(0);
    });

    it('leaves nothing in the folder of a store but what it keeps', async () => {
      const memory = createStoredEncryptedFiles(
        { database: database(), objects },
        { ...newRun(), recipientsSha256: 'r' },
      );
      const cut = async function* () {
        yield await Promise.resolve(Buffer.from('half'));
        throw new Error('cancelled');
      };
      const file = { path: 'data/a', plainSha256: 'sha256:1', sha256: 'sha256:2', bytes: 8 };
      await expectAsync(memory.keep([file], cut())).toBeRejectedWithError('cancelled');
      expect(await memory.find(['data/a'])).toEqual([]);
      expect(await readdir(join(folder(), 'objects', '.incoming'))).toEqual([]);
    });
  },
  { export_center: exportCenterMigrations },
);
