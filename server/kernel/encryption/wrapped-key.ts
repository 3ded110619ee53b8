import { createCipheriv, createDecipheriv } from 'node:crypto';
import { DecryptionError } from './decryption-error.ts';
import { KEY_BYTES } from './key-id.ts';

/** AES key wrap with a 256-bit key (RFC 3394), by its name of RFC 7518. */
export const WRAP_ALGORITHM = 'A256KW';

const CIPHER = 'id-aes256-wrap';
/** RFC 3394, section 2.2.3.1: what shows that a key was unwrapped whole and with the right key. */
const INITIAL_VALUE = Buffer.alloc(8, 0xa6);

/** 40 bytes: a 256-bit data key that only who has the wrapping key can use. */
export function wrapKey(wrappingKey: Uint8Array, dataKey: Uint8Array): Buffer {
  checkLength(wrappingKey);
  checkLength(dataKey);
  const cipher = createCipheriv(CIPHER, wrappingKey, INITIAL_VALUE);
  return Buffer.concat([cipher.update(dataKey), cipher.final()]);
}

/** @throws DecryptionError `wrong-key` where it was wrapped with another key, or was changed. */
export function unwrapKey(wrappingKey: Uint8Array, wrapped: Uint8Array): Buffer {
  checkLength(wrappingKey);
  try {
    const decipher = createDecipheriv(CIPHER, wrappingKey, INITIAL_VALUE);
    const key = Buffer.concat([decipher.update(wrapped), decipher.final()]);
    if (key.length === KEY_BYTES) return key;
  } catch {
    // OpenSSL says no more than that it failed.
  }
  throw new DecryptionError('wrong-key', 'The data key was wrapped with another key, or was changed');
}

function checkLength(key: Uint8Array): void {
  if (key.length !== KEY_BYTES) throw new RangeError(`A key has ${KEY_BYTES} bytes, not ${key.length}`);
}
