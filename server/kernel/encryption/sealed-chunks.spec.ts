import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { type ChunkCipher, TAG_BYTES, openChunks, sealChunks, sealedBytes } from './sealed-chunks.ts';
import { faultOf, flipped, inPieces, whole } from './testing/bytes.ts';

const chunkBytes = 64;
const sealedChunk = chunkBytes + TAG_BYTES;

for (const algorithm of ['aes-256-gcm', 'chacha20-poly1305'] as const) {
  describe(`a stream sealed in chunks with ${algorithm}`, () => {
    const cipher: ChunkCipher = { algorithm, key: randomBytes(32), chunkBytes };
    const seal = (plain: Uint8Array, pieceBytes?: number) => whole(sealChunks(inPieces(plain, pieceBytes), cipher));
    const open = (sealed: Uint8Array, pieceBytes?: number) => whole(openChunks(inPieces(sealed, pieceBytes), cipher));
    const fault = (sealed: Uint8Array) => faultOf(openChunks(inPieces(sealed), cipher));

    /** 4 chunks, the last one of 9 bytes. */
    const plain = randomBytes(3 * chunkBytes + 9);
    const chunksOf = (sealed: Buffer) =>
      Array.from({ length: 4 }, (_, at) => sealed.subarray(at * sealedChunk, (at + 1) * sealedChunk));
    const joined = (chunks: readonly (Buffer | undefined)[]) =>
      Buffer.concat(chunks.map((one) => one ?? Buffer.alloc(0)));

    it('comes back as it was, whatever its length and the pieces it comes in', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 5 * chunkBytes }),
          fc.integer({ min: 1, max: 200 }),
          async (bytes, size) => {
            const sealed = await seal(bytes, size);
            expect(sealed.length).toBe(sealedBytes(bytes.length, chunkBytes));
            expect((await open(sealed, size)).equals(bytes)).toBeTrue();
          },
        ),
        { numRuns: 60 },
      );
      for (const length of [0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 2 * chunkBytes]) {
        const bytes = randomBytes(length);
        expect((await open(await seal(bytes))).equals(bytes))
          .withContext(`${length} bytes`)
          .toBeTrue();
      }
    });

    it('is refused with a flipped byte, wherever it is, and nothing of its chunk is given out', async () => {
      const sealed = await seal(plain);
      for (let at = 0; at < sealed.length; at += 1) {
        const given = Math.floor(at / sealedChunk) * chunkBytes;
        expect(await fault(flipped(sealed, at)))
          .withContext(`byte ${at}`)
          .toEqual({ fault: 'damaged', given });
      }
    });

    it('is refused when it is cut off, wherever that is', async () => {
      for (const bytes of [plain, plain.subarray(0, 2 * chunkBytes)]) {
        const sealed = await seal(bytes);
        for (let end = 0; end < sealed.length; end += 1) {
          const cut = await fault(sealed.subarray(0, end));
          expect(cut.fault)
            .withContext(`${end} bytes`)
            .toMatch(/^(?:truncated|damaged)$/);
          if (end > 0 && end % sealedChunk === 0) expect(cut.fault).withContext(`${end} bytes`).toBe('truncated');
        }
      }
    });

    it('is refused when something follows it', async () => {
      for (const bytes of [plain, plain.subarray(0, 2 * chunkBytes), Buffer.alloc(0)]) {
        const sealed = await seal(bytes);
        expect((await fault(Buffer.concat([sealed, Buffer.from('x')]))).fault).toMatch(/^(?:trailing-bytes|damaged)$/);
        expect((await fault(Buffer.concat([sealed, sealed]))).fault).toMatch(/^(?:trailing-bytes|damaged)$/);
      }
      const full = await seal(plain.subarray(0, chunkBytes));
      expect((await fault(Buffer.concat([full, full]))).fault).toBe('trailing-bytes');
    });

    it('is refused with a chunk lost, repeated, moved or taken from another stream', async () => {
      const [a, b, c, d] = chunksOf(await seal(plain));
      const [, other] = chunksOf(await whole(sealChunks(inPieces(plain), { ...cipher, key: randomBytes(32) })));
      const ways = {
        lostFirst: [b, c, d],
        lost: [a, c, d],
        repeated: [a, b, b, c, d],
        moved: [a, c, b, d],
        other: [a, other, c, d],
      };
      for (const [way, chunks] of Object.entries(ways)) {
        expect((await fault(joined(chunks))).fault)
          .withContext(way)
          .toBe('damaged');
      }
      expect((await fault(joined([a, b, c]))).fault).toBe('truncated');
      expect((await fault(joined([d, a, b, c]))).fault).toBe('damaged');
    });

    it('is refused with an empty last chunk behind others, which no writer makes', async () => {
      const [first] = chunksOf(await seal(plain));
      const nonce = Buffer.from('000000000000000000000101', 'hex');
      const sealing = createCipheriv(algorithm as 'aes-256-gcm', cipher.key, nonce, { authTagLength: TAG_BYTES });
      sealing.final();
      const result = await faultOf(openChunks(inPieces(joined([first, sealing.getAuthTag()])), cipher));
      expect(result).toEqual({ fault: 'damaged', given: chunkBytes });
    });
  });
}
