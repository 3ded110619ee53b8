import { buffer } from 'node:stream/consumers';
import { DecryptionError } from '../decryption-error.ts';

/** The bytes as a stream, cut into pieces of `size` bytes. */
export async function* inPieces(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

export function whole(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return buffer(stream);
}

export function flipped(bytes: Uint8Array, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x04;
  return copy;
}

/** The fault that reading the stream ends with, null for none, and how many bytes it gave out before. */
export async function faultOf(stream: AsyncIterable<Uint8Array>): Promise<{ fault: string | null; given: number }> {
  let given = 0;
  try {
    for await (const piece of stream) given += piece.length;
    return { fault: null, given };
  } catch (error) {
    return { fault: error instanceof DecryptionError ? error.fault : String(error), given };
  }
}
