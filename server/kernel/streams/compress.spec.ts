import { execFileSync } from 'node:child_process';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { requireProgram } from '../../testing/require-program.ts';
import { compress } from './compress.ts';

const content = Buffer.from(Array.from({ length: 60_000 }, (_, line) => `{"line":${line * 7919}}\n`).join(''));

async function compressed(codec: 'zstd' | 'gzip' | 'none', level: number, pieceBytes: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of compress(ReadableStream.from(cut(content, pieceBytes)), { codec, level }))
    pieces.push(piece);
  return Buffer.concat(pieces);
}

function* cut(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('compress', () => {
  for (const codec of ['zstd', 'gzip', 'none'] as const) {
    it(`gives the same ${codec} bytes however the content is cut`, async () => {
      const [whole, small, odd] = await Promise.all([
        compressed(codec, 6, content.length),
        compressed(codec, 6, 1000),
        compressed(codec, 6, 65_537),
      ]);
      expect(small.equals(whole)).toBeTrue();
      expect(odd.equals(whole)).toBeTrue();
    });
  }

  it('writes what the programs of the formats read', async () => {
    requireProgram('zstd', 'gzip');
    const options = { maxBuffer: 2 * content.length };
    for (const level of [1, 10, 20, 22]) {
      const input = await compressed('zstd', level, 65_536);
      expect(execFileSync('zstd', ['-dc', '--memory=8MB'], { input, ...options }).equals(content)).toBeTrue();
    }
    expect(
      execFileSync('gzip', ['-dc'], { input: await compressed('gzip', 22, 65_536), ...options }).equals(content),
    ).toBeTrue();
  });

  it('carries a checksum, so that damage shows', async () => {
    const bytes = await compressed('zstd', 3, 65_536);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    expect(() => zstdDecompressSync(bytes)).toThrowError(/[Cc]hecksum/);
  });

  it('leaves neither time nor system in a gzip header', async () => {
    const bytes = await compressed('gzip', 9, 65_536);
    expect([...bytes.subarray(4, 8), bytes[9]]).toEqual([0, 0, 0, 0, 255]);
    expect(gunzipSync(bytes).equals(content)).toBeTrue();
  });
});
