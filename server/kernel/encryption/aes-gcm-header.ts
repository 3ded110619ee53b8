import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { DecryptionError } from './decryption-error.ts';
import { KEY_BYTES, keyIdOf } from './key-id.ts';

/** The first bytes of every file (docs/encryption-format.md, "Header"). */
const MAGIC = Buffer.from('STELLAES', 'latin1');
const VERSION = 1;
const SALT_BYTES = 32;
const MAC_BYTES = 32;
export const HEADER_BYTES = 128;
const AUTHENTICATED_BYTES = HEADER_BYTES - MAC_BYTES;

const at = { version: 8, chunkSize: 9, reserved: 10, keyId: 16, salt: 32, path: 64, mac: 96 } as const;

/** Chunks of 16 bytes to 1 MiB; our files have 64 KiB, and a reader needs no more memory than a chunk. */
const chunkSizes = { smallest: 4, largest: 20 };

/** The keys of one file. */
interface FileKeys {
  readonly header: Buffer;
  readonly content: Buffer;
}

export interface OpenedHeader {
  readonly contentKey: Buffer;
  readonly chunkBytes: number;
}

/** Writes the header of one file; the salt must be fresh and random, so that its keys are the file's own. */
export function writeHeader(file: {
  readonly dataKey: Uint8Array;
  readonly path: string;
  readonly salt: Uint8Array;
  /** A power of two. */
  readonly chunkBytes: number;
}): { readonly header: Buffer; readonly contentKey: Buffer } {
  const chunkSize = Math.log2(file.chunkBytes);
  if (!isChunkSize(chunkSize)) throw new RangeError(`Not a chunk size: ${file.chunkBytes}`);
  if (file.salt.length !== SALT_BYTES) throw new RangeError('A salt has 32 bytes');
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header[at.version] = VERSION;
  header[at.chunkSize] = chunkSize;
  header.write(keyIdOf(checkedKey(file.dataKey)), at.keyId, 'hex');
  header.set(file.salt, at.salt);
  pathDigest(file.path).copy(header, at.path);
  const keys = fileKeys(file.dataKey, file.salt, file.path);
  macOf(header, keys.header).copy(header, at.mac);
  return { header, contentKey: keys.content };
}

/** Checks a header in full before anything else of it is believed. @throws DecryptionError */
export function openHeader(header: Uint8Array, { dataKey, path }: { dataKey: Uint8Array; path: string }): OpenedHeader {
  const bytes = Buffer.from(header.buffer, header.byteOffset, header.length);
  checkForm(bytes);
  const keyId = keyIdOf(checkedKey(dataKey));
  const usedId = bytes.toString('hex', at.keyId, at.salt);
  if (usedId !== keyId) {
    throw new DecryptionError('wrong-key', `Encrypted with the data key ${usedId}, not with ${keyId}`);
  }
  if (!bytes.subarray(at.path, at.mac).equals(pathDigest(path))) {
    throw new DecryptionError('wrong-path', `Encrypted as another file than "${path}", or its header was changed`);
  }
  const keys = fileKeys(dataKey, bytes.subarray(at.salt, at.path), path);
  if (!timingSafeEqual(bytes.subarray(at.mac), macOf(bytes, keys.header))) {
    throw new DecryptionError('damaged', 'The header was changed');
  }
  return { contentKey: keys.content, chunkBytes: 2 ** (bytes[at.chunkSize] ?? 0) };
}

function checkForm(header: Buffer): void {
  if (!header.subarray(0, MAGIC.length).equals(MAGIC.subarray(0, header.length)) || header.length === 0) {
    throw new DecryptionError('not-encrypted', 'Not a file of this format: it does not begin with "STELLAES"');
  }
  if (header.length < HEADER_BYTES) throw new DecryptionError('truncated', 'The header is cut off');
  if (header[at.version] !== VERSION) {
    throw new DecryptionError('unsupported', `Version ${String(header[at.version])} of the format is not known`);
  }
  const isEmpty = header.subarray(at.reserved, at.keyId).every((byte) => byte === 0);
  if (!isChunkSize(header[at.chunkSize] ?? 0) || !isEmpty) {
    throw new DecryptionError('damaged', 'The header was changed: it names no chunk size of the format');
  }
}

/** Salt and path are in the keys, so a nonce, which is a chunk's number, never meets the same key twice. */
function fileKeys(dataKey: Uint8Array, salt: Uint8Array, path: string): FileKeys {
  const derive = (purpose: string) => {
    const info = Buffer.concat([Buffer.from(`stella aes-gcm v1 ${purpose}\0`), pathDigest(path)]);
    return Buffer.from(hkdfSync('sha256', dataKey, salt, info, KEY_BYTES));
  };
  return { header: derive('header'), content: derive('content') };
}

function macOf(header: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key).update(header.subarray(0, AUTHENTICATED_BYTES)).digest();
}

function pathDigest(path: string): Buffer {
  return createHash('sha256').update(path).digest();
}

function isChunkSize(exponent: number): boolean {
  return Number.isInteger(exponent) && exponent >= chunkSizes.smallest && exponent <= chunkSizes.largest;
}

function checkedKey(key: Uint8Array): Uint8Array {
  if (key.length !== KEY_BYTES) throw new RangeError(`A data key has ${KEY_BYTES} bytes, not ${key.length}`);
  return key;
}
