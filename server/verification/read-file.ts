import { ByteSource } from './archive/byte-source.ts';
import { asDigest } from './bundle-hashes.ts';
import { PAYLOAD_TYPE_OF, PROVENANCE, isReadableWhenStrict, wholeFileLimit } from './bundle-layout.ts';
import { BEGINNING_BYTES, encryptionOf } from './encrypted-file.ts';
import { type ImportCheck } from './import-check/import-check.ts';
import { readStatement } from './provenance/read-statement.ts';
import { type FileFound, type Found } from './read-contents.ts';
import { type Sha256, type VerificationRuntime } from './runtime.ts';
import { preAuthHead } from './signature/dsse.ts';
import { readEnvelope } from './signature/read-envelope.ts';
import { type Problem } from './verdict.ts';

/**
 * The plain content of an encrypted file; `path` is in the bundle. Whatever it throws itself means that the file cannot be
 * decrypted; the message is shown.
 */
export type Decrypt = (path: string, content: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

export interface Reading {
  readonly runtime: VerificationRuntime;
  readonly importCheck: ImportCheck | undefined;
  readonly decrypt: Decrypt | undefined;
  readonly report: (problem: Problem) => void;
}

export interface FileToRead {
  readonly path: string;
  /** As announced, which DSSE signatures cover. */
  readonly size: number;
  /** The next piece; undefined at the end. */
  read(): Promise<Uint8Array | undefined>;
}

/** Reads one file to its end: hashes it, and takes in what it says about the bundle. */
export async function readFile(file: FileToRead, found: Found, reading: Reading): Promise<FileFound> {
  const hash = await reading.runtime.createSha256();
  const preAuthHash = await startPreAuthHash(file, reading.runtime);
  let bytes = 0;
  const content = async function* () {
    for (let piece = await file.read(); piece; piece = await file.read()) {
      hash.update(piece);
      preAuthHash?.update(piece);
      bytes += piece.length;
      yield piece;
    }
  };
  const taken = await takeInPlain(file, content(), found, reading);
  // A reader may stop at the first thing it cannot read; the digest is over the whole file all the same.
  await drain(content());
  return {
    ...taken,
    sha256: asDigest(hash.digestHex()),
    bytes,
    preAuthSha256: preAuthHash && asDigest(preAuthHash.digestHex()),
  };
}

/** The hash that a DSSE signature over this file is made of. */
async function startPreAuthHash(file: FileToRead, runtime: VerificationRuntime): Promise<Sha256 | undefined> {
  const payloadType = PAYLOAD_TYPE_OF.get(file.path);
  if (payloadType === undefined) return undefined;
  const hash = await runtime.createSha256();
  hash.update(preAuthHead(payloadType, file.size));
  return hash;
}

type Taken = Pick<FileFound, 'encryption' | 'plainSha256' | 'records'>;

/** Takes in a file as it is; an encrypted one decrypted, or not at all. */
async function takeInPlain(
  file: FileToRead,
  stored: AsyncIterable<Uint8Array>,
  found: Found,
  reading: Reading,
): Promise<Taken> {
  const source = new ByteSource(stored);
  const beginning = await source.readExactly(BEGINNING_BYTES);
  const content = restOf(beginning, source);
  // What must be readable without a key is read as it is, whatever it looks like.
  const encryption = isReadableWhenStrict(file.path) ? null : encryptionOf(beginning);
  if (!encryption) {
    return { encryption, plainSha256: undefined, records: await takeIn(file, content, found, reading) };
  }
  if (!reading.decrypt) return { encryption, plainSha256: undefined, records: undefined };
  const plainHash = await reading.runtime.createSha256();
  const plain = hashed(decrypted(file.path, content, reading.decrypt), plainHash);
  try {
    const records = await takeIn(file, plain, found, reading);
    await drain(plain);
    return { encryption, plainSha256: asDigest(plainHash.digestHex()), records };
  } catch (error) {
    if (!(error instanceof UndecryptableError)) throw error;
    reading.report({ path: file.path, reason: 'undecryptable', actual: error.message });
    return { encryption, plainSha256: undefined, records: undefined };
  }
}

/** Gives the content to whom it concerns; answers how many records the import check read, where it covers the file. */
async function takeIn(
  { path, size }: FileToRead,
  content: AsyncIterable<Uint8Array>,
  found: Found,
  { importCheck, runtime, report }: Reading,
): Promise<number | undefined> {
  if (importCheck?.covers(path)) return importCheck.check({ path, content, runtime, report });
  if (path === PROVENANCE) found.statement = await readStatement(content);
  else if (path.endsWith('.dsse.json')) found.envelopes.set(path, await readEnvelope(content, runtime));
  else await takeWhole({ path, size }, content, found, report);
  return undefined;
}

async function takeWhole(
  { path, size }: { path: string; size: number },
  content: AsyncIterable<Uint8Array>,
  { documents }: Found,
  report: Reading['report'],
): Promise<void> {
  const limit = wholeFileLimit(path);
  if (limit === undefined) return;
  const expected = `at most ${limit} bytes`;
  if (size > limit) report({ path, reason: 'malformed', expected, actual: `${size} bytes` });
  else documents.set(path, await new ByteSource(content).readExactly(size));
}

class UndecryptableError extends Error {}

/** A failure of the file itself passes unchanged. */
async function* decrypted(
  path: string,
  content: AsyncIterable<Uint8Array>,
  decrypt: Decrypt,
): AsyncGenerator<Uint8Array> {
  let unreadable: { readonly error: unknown } | undefined;
  const watched = async function* () {
    try {
      yield* content;
    } catch (error) {
      unreadable = { error };
      throw error;
    }
  };
  try {
    yield* decrypt(path, watched());
  } catch (error) {
    if (unreadable) throw unreadable.error;
    throw new UndecryptableError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function* hashed(content: AsyncIterable<Uint8Array>, hash: Sha256): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    hash.update(piece);
    yield piece;
  }
}

const PIECE_BYTES = 256 * 1024;

async function* restOf(beginning: Uint8Array, source: ByteSource): AsyncGenerator<Uint8Array> {
  if (beginning.length > 0) yield beginning;
  for (let piece = await source.readSome(PIECE_BYTES); piece; piece = await source.readSome(PIECE_BYTES)) yield piece;
}

async function drain(pieces: AsyncIterator<Uint8Array>): Promise<void> {
  while (!(await pieces.next()).done);
}
