import { randomBytes } from 'node:crypto';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { decryptAesGcm, encryptAesGcm } from './aes-gcm-file.ts';
import { decryptAge, encryptAge } from './age-file.ts';

const MIB = 1024 * 1024;
const plainBytes = 1024 * MIB;

describe('a large file', () => {
  /** As a disk would give it; nothing of it is kept. */
  async function* content(): AsyncGenerator<Uint8Array> {
    const piece = randomBytes(256 * 1024);
    for (let given = 0; given < plainBytes; given += piece.length) yield await Promise.resolve(piece);
  }

  async function growthWhileReading(plain: AsyncIterable<Uint8Array>): Promise<{ bytes: number; mebibytes: number }> {
    const before = process.memoryUsage.rss();
    let [bytes, peak] = [0, before];
    for await (const piece of plain) {
      bytes += piece.length;
      if (bytes % (16 * MIB) < piece.length) peak = Math.max(peak, process.memoryUsage.rss());
    }
    return { bytes, mebibytes: (peak - before) / MIB };
  }

  it('passes through encryption and decryption with at most 256 MiB of memory', async () => {
    const identity = await generateX25519Identity();
    const recipients = [await identityToRecipient(identity)];
    const file = { dataKey: randomBytes(32), path: 'data/large' };
    for (const [name, plain] of [
      ['aes-gcm', decryptAesGcm(encryptAesGcm(content(), file), file)],
      ['age', decryptAge(encryptAge(content(), recipients), [identity])],
    ] as const) {
      const { bytes, mebibytes } = await growthWhileReading(plain);
      expect(bytes).withContext(name).toBe(plainBytes);
      expect(mebibytes).withContext(name).toBeLessThan(256);
    }
  });
});
