import { createHash, randomBytes } from 'node:crypto';
import { encryptAesGcm } from './aes-gcm-file.ts';
import { inPieces, whole } from './testing/bytes.ts';

/** What docs/encryption-format.md says, followed by a reader that shares no code with the writer. */
describe('the format of encrypted files, as it is written down', () => {
  const path = 'data/raw/sboms/größe/sbom.json';

  it('is read with WebCrypto', async () => {
    for (const length of [0, 1, 64, 65, 1000]) {
      const [plain, dataKey] = [randomBytes(length), randomBytes(32)];
      const file = await whole(encryptAesGcm(inPieces(plain), { dataKey, path, chunkBytes: 64 }));
      expect((await readByTheDocument(file, dataKey)).equals(plain))
        .withContext(`${length} bytes`)
        .toBeTrue();
    }
  });

  async function readByTheDocument(file: Buffer, dataKey: Uint8Array<ArrayBuffer>): Promise<Buffer> {
    const ikm = await crypto.subtle.importKey('raw', dataKey, 'HKDF', false, ['deriveBits']);
    const pathDigest = createHash('sha256').update(path).digest();
    const derive = async (info: string) => {
      const whatFor = Buffer.concat([Buffer.from(`stella aes-gcm v1 ${info}\0`), pathDigest]);
      const parameters = { name: 'HKDF', hash: 'SHA-256', salt: bytes(file, 32, 64), info: whatFor };
      return crypto.subtle.deriveBits(parameters, ikm, 256);
    };
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    const headerKey = await crypto.subtle.importKey('raw', await derive('header'), hmac, false, ['verify']);
    expect(await crypto.subtle.verify('HMAC', headerKey, bytes(file, 96, 128), bytes(file, 0, 96))).toBeTrue();

    const key = await crypto.subtle.importKey('raw', await derive('content'), 'AES-GCM', false, ['decrypt']);
    const sealed = 2 ** (file[9] ?? 0) + 16;
    const plain: Buffer[] = [];
    for (let number = 0, at = 128; number === 0 || at < file.length; number += 1, at += sealed) {
      const iv = new Uint8Array(12);
      iv[10] = number;
      iv[11] = Number(at + sealed >= file.length);
      plain.push(Buffer.from(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytes(file, at, at + sealed))));
    }
    return Buffer.concat(plain);
  }

  const bytes = (file: Buffer, from: number, to: number) => Uint8Array.from(file.subarray(from, to));
});
