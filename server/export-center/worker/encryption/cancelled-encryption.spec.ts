import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { type EncryptedFileMemory, createTransientEncryptedFiles } from '../../encryption/encrypted-files.ts';
import { createKeyFolder } from '../../../kernel/encryption/key-folder.ts';
import { createEmbeddedRecipientKeys } from '../../encryption/recipient-keys.ts';
import { openTransientEncryption } from '../../encryption/run-encryption.ts';
import { type BundleJob } from '../staging/bundle-job.ts';
import { testPlan } from '../testing/build-test-bundle.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { type WorkerThreads, createWorkerThreads } from '../threads/worker-threads.ts';
import { encryptStagedFiles } from './encrypt-staged-files.ts';

describe('an encryption that is cancelled', () => {
  const folder = temporaryFolder();
  let threads: WorkerThreads;
  beforeAll(() => (threads = createWorkerThreads({ threads: 1 })));
  afterAll(() => threads.close());

  const path = 'data/large';
  const plainSha256 = `sha256:${'0'.repeat(64)}`;

  async function encrypting(cancel: AbortController, memory?: EncryptedFileMemory) {
    const recipients = [await identityToRecipient(await generateX25519Identity())];
    const keys = createEmbeddedRecipientKeys(createKeyFolder('/nonexistent'));
    const encryption = await openTransientEncryption({ mode: 'age', recipients, strict: false }, keys);
    if (!encryption) throw new Error('nothing to encrypt');
    const job: BundleJob = {
      plan: testPlan,
      folder: folder(),
      threads,
      signal: cancel.signal,
      onProgress: () => undefined,
    };
    return (onBytes: (bytes: number) => void, bytes: number) =>
      encryptStagedFiles(job, [{ path, plainSha256, bytes }], memory ? { ...encryption, memory } : encryption, onBytes);
  }

  it('ends within two seconds in the middle of a file', async () => {
    const bytes = 64 * 1024 ** 3;
    const file = join(folder(), 'bundle', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
    // Sparse: 64 GiB that take no space, and minutes to encrypt.
    await truncate(file, bytes);
    const cancel = new AbortController();
    const encrypt = await encrypting(cancel);
    let cancelledAt = 0;
    const onBytes = () => {
      cancelledAt ||= performance.now();
      cancel.abort(new Error('cancelled'));
    };
    await expectAsync(encrypt(onBytes, bytes)).toBeRejectedWithError('cancelled');
    expect(performance.now() - cancelledAt).toBeLessThan(2_000);
  });

  it('ends in the middle of what an earlier attempt has left, too', async () => {
    const cancel = new AbortController();
    const endless = async function* () {
      for (;;) {
        yield await Promise.resolve(Buffer.alloc(1024));
        cancel.abort(new Error('cancelled'));
      }
    };
    const kept = { path, plainSha256, sha256: plainSha256, bytes: 1, objectKey: 'x', start: 0 };
    const memory: EncryptedFileMemory = {
      ...createTransientEncryptedFiles(),
      find: () => Promise.resolve([kept]),
      open: () => Promise.resolve(endless()),
    };
    const encrypt = await encrypting(cancel, memory);
    await expectAsync(encrypt(() => undefined, 1)).toBeRejectedWithError('cancelled');
  });
});
