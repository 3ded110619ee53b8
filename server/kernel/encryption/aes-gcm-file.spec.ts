import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { HEADER_BYTES } from './aes-gcm-header.ts';
import { decryptAesGcm, encryptAesGcm } from './aes-gcm-file.ts';
import { TAG_BYTES } from './sealed-chunks.ts';
import { faultOf, flipped, inPieces, whole } from './testing/bytes.ts';

describe('a file encrypted with AES-256-GCM', () => {
  const dataKey = randomBytes(32);
  const path = 'data/raw/advisories/a0.jsonl.zst';
  const chunkBytes = 64;
  const plain = randomBytes(3 * chunkBytes + 9);
  const encrypt = (bytes: Uint8Array, options: { path?: string; chunkBytes?: number } = {}) =>
    whole(encryptAesGcm(inPieces(bytes), { dataKey, path, chunkBytes, ...options }));
  const decrypt = (bytes: Uint8Array, file = { dataKey, path }) => decryptAesGcm(inPieces(bytes), file);
  const fault = async (bytes: Uint8Array, file = { dataKey, path }) => (await faultOf(decrypt(bytes, file))).fault;

  it('comes back as it was, under its path', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.constantFrom(16, 64, 65_536, 1_048_576),
        async (bytes, name, size) => {
          const sealed = await encrypt(bytes, { path: name, chunkBytes: size });
          expect((await whole(decrypt(sealed, { dataKey, path: name }))).equals(bytes)).toBeTrue();
        },
      ),
      { numRuns: 50 },
    );
  });

  it('has chunks of 64 KiB, and never the same bytes twice', async () => {
    const long = randomBytes(200_000);
    const encryptLong = () => whole(encryptAesGcm(inPieces(long), { dataKey, path }));
    const [one, other] = [await encryptLong(), await encryptLong()];
    expect(one.length).toBe(HEADER_BYTES + long.length + 4 * TAG_BYTES);
    expect(one[9]).toBe(16);
    expect(one.subarray(32, 64).equals(other.subarray(32, 64)))
      .withContext('salt')
      .toBeFalse();
    expect(one.subarray(HEADER_BYTES).equals(other.subarray(HEADER_BYTES)))
      .withContext('chunks')
      .toBeFalse();
  });

  it('tells another key and another path apart', async () => {
    const sealed = await encrypt(plain);
    expect(await fault(sealed, { dataKey: randomBytes(32), path })).toBe('wrong-key');
    expect(await fault(sealed, { dataKey, path: 'data/raw/advisories/a1.jsonl.zst' })).toBe('wrong-path');
  });

  it('tells what is none of it, and what is of a later version', async () => {
    expect(await fault(Buffer.from('age-encryption.org/v1\n-> X25519'))).toBe('not-encrypted');
    expect(await fault(Buffer.alloc(0))).toBe('not-encrypted');
    const later = await encrypt(plain);
    later[8] = 2;
    expect(await fault(later)).toBe('unsupported');
  });

  it('is refused with any byte of its header flipped, before anything is given out', async () => {
    const sealed = await encrypt(plain);
    for (let at = 0; at < HEADER_BYTES; at += 1) {
      const result = await faultOf(decrypt(flipped(sealed, at)));
      expect(result.fault).withContext(`byte ${at}`).not.toBeNull();
      expect(result.given).withContext(`byte ${at}`).toBe(0);
    }
    // The chunk size is a valid one all the same.
    const otherChunks = Buffer.from(sealed);
    otherChunks[9] = 7;
    expect(await fault(otherChunks)).toBe('damaged');
  });

  it('is refused when it ends anywhere in its header, or right behind it', async () => {
    const sealed = await encrypt(plain);
    for (let end = 1; end <= HEADER_BYTES; end += 1) {
      expect(await fault(sealed.subarray(0, end)))
        .withContext(`${end} bytes`)
        .toBe('truncated');
    }
  });

  it('is refused with the header of another file of the same key and path', async () => {
    const [one, other] = [await encrypt(plain), await encrypt(plain)];
    expect(await fault(Buffer.concat([one.subarray(0, HEADER_BYTES), other.subarray(HEADER_BYTES)]))).toBe('damaged');
  });
});
