import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { requireProgram } from '../../testing/require-program.ts';
import { encryptAesGcm } from './aes-gcm-file.ts';
import { bundleDecrypter, dataKeyOf } from './bundle-decrypter.ts';
import { DecryptionError } from './decryption-error.ts';
import { keyIdOf } from './key-id.ts';
import { recipientsDocument } from './recipients-document.ts';
import { inPieces, whole } from './testing/bytes.ts';
import { unwrapKey, wrapKey } from './wrapped-key.ts';

describe('a data key wrapped for recipients', () => {
  const dataKey = randomBytes(32);
  const [vault, archive] = [randomBytes(32), randomBytes(32)];
  const recipient = (name: string, key: Buffer) => ({
    recipient: `kms://${name}`,
    algorithm: 'A256KW' as const,
    keyId: keyIdOf(key),
    wrappedKey: wrapKey(key, dataKey).toString('base64'),
  });
  const document = {
    schemaVersion: '1.0' as const,
    mode: 'aes-gcm' as const,
    dataKeyId: keyIdOf(dataKey),
    recipients: [recipient('vault', vault), recipient('archive', archive)],
  };

  it('opens the files of the bundle to each of them', async () => {
    const sealed = await whole(encryptAesGcm(inPieces(Buffer.from('record')), { dataKey, path: 'data/a' }));
    expect(recipientsDocument.parse(document)).toEqual(document);
    for (const key of [vault, archive]) {
      const decrypt = bundleDecrypter(document, { keys: [randomBytes(32), key] });
      expect((await whole(decrypt('data/a', inPieces(sealed)))).toString()).toBe('record');
    }
  });

  it('is refused to anybody else, and when it was changed', () => {
    const wrong = jasmine.objectContaining({ fault: 'wrong-key' });
    expect(() => dataKeyOf(document, [randomBytes(32)])).toThrow(wrong);
    expect(() => dataKeyOf(document, [])).toThrow(wrong);
    const wrapped = wrapKey(vault, dataKey);
    for (let at = 0; at < wrapped.length; at += 1) {
      const changed = Buffer.from(wrapped);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => unwrapKey(vault, changed)).toThrowError(DecryptionError);
    }
    expect(() => unwrapKey(vault, wrapped.subarray(0, 32))).toThrowError(DecryptionError);
    const other = { ...document, dataKeyId: keyIdOf(randomBytes(32)) };
    expect(() => dataKeyOf(other, [vault])).toThrow(jasmine.objectContaining({ fault: 'damaged' }));
  });

  it('is wrapped as RFC 3394 says', () => {
    const key = Buffer.from('000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F', 'hex');
    const data = Buffer.from('00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F', 'hex');
    // RFC 3394, section 4.6.
    const wrapped = '28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21';
    expect(wrapKey(key, data).toString('hex')).toBe(wrapped);
  });

  it('is unwrapped by openssl', () => {
    requireProgram('openssl');
    const options = ['-K', vault.toString('hex'), '-iv', 'A6A6A6A6A6A6A6A6', '-nopad'];
    const unwrapped = execFileSync('openssl', ['enc', '-d', '-id-aes256-wrap', ...options], {
      input: wrapKey(vault, dataKey),
    });
    expect(unwrapped.equals(dataKey)).toBeTrue();
  });
});
