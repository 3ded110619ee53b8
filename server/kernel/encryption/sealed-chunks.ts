import { createCipheriv, createDecipheriv } from 'node:crypto';
import { ByteSource } from '../../verification/archive/byte-source.ts';
import { DecryptionError } from './decryption-error.ts';

/** How a stream is cut and sealed; the key must never have sealed another stream. */
export interface ChunkCipher {
  readonly algorithm: 'aes-256-gcm' | 'chacha20-poly1305';
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** Plain bytes of every chunk but the last. */
  readonly chunkBytes: number;
}

export const TAG_BYTES = 16;
const NONCE_BYTES = 12;
const OPTIONS = { authTagLength: TAG_BYTES };

/**
 * Seals a stream in chunks (STREAM, Hoang et al. 2015, as age uses it: age-encryption.org/v1, "Payload"). Each chunk is the
 * cipher's output followed by its tag; its nonce is the chunk's number (11 bytes, big endian) and a byte that is 1 for the last
 * chunk. So no chunk can be changed, lost, repeated or moved, and no end be cut off or added, unnoticed. Only an empty stream
 * has an empty last chunk.
 */
export async function* sealChunks(content: AsyncIterable<Uint8Array>, cipher: ChunkCipher): AsyncGenerator<Buffer> {
  let number = 0;
  for await (const { chunk, last } of cut(content, cipher.chunkBytes)) {
    const sealing = createCipheriv(gcm(cipher), cipher.key, nonceOf(number, last), OPTIONS);
    // Both ciphers are stream ciphers: `update` gives everything, `final` nothing.
    const sealed = sealing.update(chunk);
    sealing.final();
    yield Buffer.concat([sealed, sealing.getAuthTag()]);
    number += 1;
  }
}

/**
 * Opens what {@link sealChunks} has sealed, giving out each chunk once it is known to be authentic.
 * @throws DecryptionError naming the first chunk that is not, counted from 1.
 */
export async function* openChunks(content: AsyncIterable<Uint8Array>, cipher: ChunkCipher): AsyncGenerator<Buffer> {
  let number = 0;
  for await (const { chunk, last } of cut(content, cipher.chunkBytes + TAG_BYTES)) {
    const plain = openChunk(chunk, cipher, nonceOf(number, last));
    if (!plain) throw whyNot(chunk, cipher, { number, last });
    if (plain.length === 0 && number > 0) {
      throw new DecryptionError('damaged', `Chunk ${number + 1} is empty, which only that of an empty file may be`);
    }
    yield plain;
    number += 1;
  }
}

/** Bytes of a sealed stream of so many plain bytes. */
export function sealedBytes(plainBytes: number, chunkBytes: number): number {
  return plainBytes + TAG_BYTES * Math.max(1, Math.ceil(plainBytes / chunkBytes));
}

interface Cut {
  readonly chunk: Buffer;
  readonly last: boolean;
}

/** Pieces of exactly `size` bytes, the last one of up to as many; of an empty stream one empty piece. */
async function* cut(content: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Cut> {
  const source = new ByteSource(content);
  try {
    let chunk = await readChunk(source, size);
    for (;;) {
      // Whether a full chunk is the last one shows by what follows.
      const next = chunk.length < size ? undefined : await readChunk(source, size);
      if (!next || next.length === 0) break;
      yield { chunk, last: false };
      chunk = next;
    }
    yield { chunk, last: true };
  } finally {
    await source.close();
  }
}

async function readChunk(source: ByteSource, size: number): Promise<Buffer> {
  const chunk = Buffer.allocUnsafe(size);
  return chunk.subarray(0, await source.readInto(chunk));
}

function openChunk(chunk: Buffer, cipher: ChunkCipher, nonce: Buffer): Buffer | undefined {
  if (chunk.length < TAG_BYTES) return undefined;
  const end = chunk.length - TAG_BYTES;
  const opening = createDecipheriv(gcm(cipher), cipher.key, nonce, OPTIONS);
  opening.setAuthTag(chunk.subarray(end));
  const plain = opening.update(chunk.subarray(0, end));
  try {
    opening.final();
    return plain;
  } catch {
    return undefined;
  }
}

/** What a chunk that does not open says about the stream: one that opens at another place shows what happened. */
function whyNot(chunk: Buffer, cipher: ChunkCipher, { number, last }: { number: number; last: boolean }): Error {
  if (openChunk(chunk, cipher, nonceOf(number, !last))) {
    return last
      ? new DecryptionError(
          'truncated',
          `The end is missing: nothing follows chunk ${number + 1}, which is not the last one`,
        )
      : new DecryptionError('trailing-bytes', `Other bytes follow chunk ${number + 1}, which is the last one`);
  }
  if (chunk.length < TAG_BYTES) {
    return new DecryptionError('truncated', `The end is missing: chunk ${number + 1} is cut off`);
  }
  const what = last ? 'was changed, cut off, added to, lost or moved' : 'was changed, lost, repeated or moved';
  return new DecryptionError('damaged', `Chunk ${number + 1} ${what}`);
}

function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  // 48 bits of the 88 are beyond any file.
  nonce.writeUIntBE(number, NONCE_BYTES - 7, 6);
  nonce[NONCE_BYTES - 1] = last ? 1 : 0;
  return nonce;
}

/** Node's types have an overload for each of the two ciphers, none for both; the calls are the same. */
function gcm({ algorithm }: ChunkCipher): 'aes-256-gcm' {
  return algorithm as 'aes-256-gcm';
}
