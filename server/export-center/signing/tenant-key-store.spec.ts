import { verify } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../worker/testing/temporary-folder.ts';
import { createFileTenantKeyStore } from './tenant-key-store.ts';

describe('the key store of the tenants', () => {
  const folder = temporaryFolder();
  let now: Date;
  const store = () => createFileTenantKeyStore({ folder: folder(), now: () => now });

  beforeEach(() => (now = new Date('2025-10-01T00:00:00.000Z')));

  it('makes a first key once, also when asked by many at a time', async () => {
    const signers = await Promise.all(Array.from({ length: 8 }, () => store().signer('acme')));
    expect(new Set(signers.map(({ keyId }) => keyId)).size).toBe(1);
    expect((await store().publicKeys('acme')).length).toBe(1);
  });

  it('signs so that others can check it', async () => {
    const signer = await store().signer('acme');
    const message = Buffer.from('export.json');
    expect(
      verify('sha256', message, signer.publicKeyPem, Buffer.from(await signer.sign([message]), 'base64')),
    ).toBeTrue();
    expect(signer.fingerprint).toBe(`sha256:${signer.keyId}`);
  });

  it('keeps keys to their owner', async () => {
    await store().signer('acme');
    const files = await readdir(join(folder(), 'acme'));
    expect(files.length).toBe(2);
    for (const file of files) expect((await stat(join(folder(), 'acme', file))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder(), 'acme'))).mode & 0o777).toBe(0o700);
  });

  it('keeps the old public key after a rotation and destroys the old private one', async () => {
    const before = await store().signer('acme');
    now = new Date('2025-11-01T00:00:00.000Z');
    const after = await store().rotate('acme');
    expect(after.keyId).not.toBe(before.keyId);
    expect(
      (await store().publicKeys('acme')).map(({ keyId, current, retiredAt }) => ({ keyId, current, retiredAt })),
    ).toEqual([
      { keyId: after.keyId, current: true, retiredAt: null },
      { keyId: before.keyId, current: false, retiredAt: '2025-11-01T00:00:00.000Z' },
    ]);
    expect((await readdir(join(folder(), 'acme'))).sort()).toEqual([`${after.keyId}.pem`, 'keys.json'].sort());
    expect((await store().signer('acme')).keyId).toBe(after.keyId);
  });

  it('keeps tenants apart and refuses names that are no tenant', async () => {
    const [acme, globex] = await Promise.all([store().signer('acme'), store().signer('globex')]);
    expect(acme.keyId).not.toBe(globex.keyId);
    for (const name of ['..', '../acme', '', 'a/b', 'Acme']) {
      await expectAsync(store().signer(name)).toBeRejectedWithError(TypeError);
    }
  });
});
