import { hkdfSync } from 'node:crypto';
import { Decrypter, Encrypter } from 'age-encryption';
import { ByteSource } from '../../verification/archive/byte-source.ts';
import { DecryptionError } from './decryption-error.ts';
import { restOf } from './rest-of.ts';
import { type ChunkCipher, TAG_BYTES, openChunks, sealChunks } from './sealed-chunks.ts';

/** Fixed by the format (age-encryption.org/v1, "Payload"). */
const CHUNK_BYTES = 64 * 1024;
const NONCE_BYTES = 16;
/** A header has some 120 bytes a recipient; whoever sends more wants to fill the memory. */
const HEADER_LIMIT_BYTES = 256 * 1024;
const FIRST_LINE = 'age-encryption.org/v1';

/**
 * Encrypts a file to X25519 recipients as the `age` program does; no two results are alike. `age-encryption` makes the header;
 * the payload is sealed by OpenSSL, since the library's own ChaCha20 in JavaScript has an eighth of the speed.
 * @throws Error where a recipient cannot be used; see `whyUnusableForAge`.
 */
export async function* encryptAge(
  content: AsyncIterable<Uint8Array>,
  recipients: readonly string[],
): AsyncGenerator<Uint8Array> {
  if (recipients.length === 0) throw new RangeError('age needs at least one recipient');
  const { head, payload } = await makeHead(recipients);
  yield head;
  yield* sealChunks(content, payload);
}

/**
 * Decrypts a file with whichever of the identities (`AGE-SECRET-KEY-1…`) it was encrypted for, giving out only what is
 * authentic. @throws DecryptionError, also after having given out a part.
 */
export async function* decryptAge(
  content: AsyncIterable<Uint8Array>,
  identities: readonly string[],
): AsyncGenerator<Uint8Array> {
  const source = new ByteSource(content);
  try {
    const fileKey = await openHeader(await readHeader(source), identities);
    const nonce = await source.readExactly(NONCE_BYTES);
    if (nonce.length < NONCE_BYTES)
      throw new DecryptionError('truncated', 'The end is missing, right behind the header');
    yield* openChunks(restOf(source), payloadCipher(fileKey, nonce));
  } finally {
    await source.close();
  }
}

/** Header and payload nonce of a new file, and the cipher of its payload. */
async function makeHead(recipients: readonly string[]): Promise<{ head: Uint8Array; payload: ChunkCipher }> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  let fileKey: Uint8Array | undefined;
  // A recipient without a stanza leaves no trace in the header, and hears the file key.
  encrypter.addRecipient({
    wrapFileKey(key) {
      fileKey = key;
      return [];
    },
  });
  // Of an empty file everything but the tag of its one chunk.
  const head = (await encrypter.encrypt(new Uint8Array(0))).subarray(0, -TAG_BYTES);
  if (!fileKey) throw new Error('age-encryption did not ask every recipient');
  return { head, payload: payloadCipher(fileKey, head.subarray(-NONCE_BYTES)) };
}

function payloadCipher(fileKey: Uint8Array, nonce: Uint8Array): ChunkCipher {
  const key = Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
  return { algorithm: 'chacha20-poly1305', key, chunkBytes: CHUNK_BYTES };
}

/** The header up to and with the line of its MAC. */
async function readHeader(source: ByteSource): Promise<Uint8Array> {
  const start = Buffer.from(await source.readExactly(FIRST_LINE.length + 1)).toString('latin1');
  if (start !== `${FIRST_LINE}\n`) {
    if (start.startsWith('age-encryption.org/')) {
      throw new DecryptionError('unsupported', 'Another version of the age format than v1');
    }
    throw new DecryptionError('not-encrypted', `Not an age file: it does not begin with "${FIRST_LINE}"`);
  }
  const lines = [start];
  for (let length = 0; ;) {
    const line = await readHeaderLine(source, HEADER_LIMIT_BYTES - length);
    lines.push(`${line}\n`);
    length += line.length + 1;
    if (line.startsWith('---')) return Buffer.from(lines.join(''), 'latin1');
  }
}

async function readHeaderLine(source: ByteSource, limit: number): Promise<string> {
  try {
    const line = await source.readLine(Math.max(limit, 0));
    if (line) return Buffer.from(line).toString('latin1');
  } catch (cause) {
    if (cause instanceof RangeError) throw new DecryptionError('damaged', 'The header does not end', { cause });
    throw cause;
  }
  throw new DecryptionError('truncated', 'The header is cut off');
}

async function openHeader(header: Uint8Array, identities: readonly string[]): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  for (const identity of identities) addIdentity(decrypter, identity);
  try {
    return await decrypter.decryptHeader(header);
  } catch (cause) {
    if (cause instanceof Error && cause.message.startsWith('no identity matched')) {
      throw new DecryptionError('wrong-key', 'None of the identities is a recipient of the file', { cause });
    }
    throw new DecryptionError('damaged', 'The header was changed', { cause });
  }
}

/** @throws DecryptionError without a cause: the library's messages repeat the identity. */
function addIdentity(decrypter: Decrypter, identity: string): void {
  try {
    if (!identity.startsWith('AGE-SECRET-KEY-1')) throw new TypeError('another type of identity');
    decrypter.addIdentity(identity);
  } catch {
    throw new DecryptionError('wrong-key', 'An identity is not a whole AGE-SECRET-KEY-1…');
  }
}
