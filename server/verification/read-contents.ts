import { ByteSource } from './archive/byte-source.ts';
import { type TarEntry, readTar } from './archive/read-tar.ts';
import { type Digest, asDigest } from './bundle-hashes.ts';
import { SMALL_DOCUMENTS, PAYLOAD_TYPE_OF, PROVENANCE, isSafePath } from './bundle-layout.ts';
import { type ImportCheck } from './import-check/import-check.ts';
import { type Statement, readStatement } from './provenance/read-statement.ts';
import { DamagedStreamError, type Sha256, type VerificationRuntime } from './runtime.ts';
import { preAuthHead } from './signature/dsse.ts';
import { type DsseEnvelope, readEnvelope } from './signature/read-envelope.ts';
import { type Problem } from './verdict.ts';

/** What one pass over the archive has found. */
export interface BundleContents {
  readonly files: ReadonlyMap<string, FileFound>;
  /** `export.json`, its signature and the key, whole. */
  readonly documents: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** DSSE envelopes by path; undefined for a file that is none. */
  readonly envelopes: ReadonlyMap<string, DsseEnvelope | undefined>;
  /** What `provenance.json` states; undefined where it is not there or not a statement. */
  readonly statement: Statement | undefined;
  /** False when the compressed stream broke, so that the files after that place are unknown. */
  readonly complete: boolean;
}

export interface FileFound {
  readonly sha256: Digest;
  readonly bytes: number;
  /** Of the bytes that a DSSE signature over this file covers; undefined for files that no envelope covers. */
  readonly preAuthSha256: Digest | undefined;
  /** How many records the import check read; undefined for files that it does not cover. */
  readonly records: number | undefined;
}

/** What is kept whole is refused when it is larger. */
const DOCUMENT_LIMIT_BYTES = 256 * 1024 * 1024;

interface Reading {
  readonly runtime: VerificationRuntime;
  readonly importCheck: ImportCheck | undefined;
  readonly report: (problem: Problem) => void;
}

type Found = { -readonly [Field in keyof BundleContents]: BundleContents[Field] } & {
  files: Map<string, FileFound>;
  documents: Map<string, Uint8Array<ArrayBuffer>>;
  envelopes: Map<string, DsseEnvelope | undefined>;
};

/** Reads an archive once, with a bounded part of it in memory: hashes every file and takes in those that speak about the bundle. */
export async function readContents(archive: AsyncIterable<Uint8Array>, reading: Reading): Promise<BundleContents> {
  const found: Found = {
    ...{ files: new Map(), documents: new Map(), envelopes: new Map(), statement: undefined },
    complete: true,
  };
  const source = new ByteSource(archive);
  let current = '';
  try {
    const entries = readTar(source, (path, message) => {
      reading.report({ path, reason: 'damaged-archive', actual: message });
    });
    for await (const entry of entries) {
      current = entry.path;
      if (!isAcceptable(entry, found.files, reading.report)) continue;
      found.files.set(entry.path, await readFile(entry, found, reading));
    }
  } catch (error) {
    if (!(error instanceof DamagedStreamError)) throw error;
    found.complete = false;
    reading.report({ path: current, reason: 'damaged-archive', actual: error.message });
  } finally {
    await source.close();
  }
  return found;
}

function isAcceptable(entry: TarEntry, files: ReadonlyMap<string, FileFound>, report: Reading['report']): boolean {
  const refuse = (reason: Problem['reason'], actual?: string) => {
    report({ path: entry.path, reason, ...(actual === undefined ? {} : { actual }) });
    return false;
  };
  if (!isSafePath(entry.path)) return refuse('unsafe-path');
  if (entry.typeFlag !== '0') return refuse('not-a-plain-file', `type ${entry.typeFlag}`);
  if (entry.mode & ~0o755) return refuse('not-a-plain-file', `mode ${entry.mode.toString(8)}`);
  if (files.has(entry.path)) return refuse('duplicate');
  return true;
}

async function readFile(entry: TarEntry, found: Found, reading: Reading): Promise<FileFound> {
  const hash = await reading.runtime.createSha256();
  const preAuthHash = await startPreAuthHash(entry, reading.runtime);
  const content = async function* () {
    for (let piece = await entry.read(); piece; piece = await entry.read()) {
      hash.update(piece);
      preAuthHash?.update(piece);
      yield piece;
    }
  };
  const records = await takeIn(entry, content(), found, reading);
  // A reader may stop at the first thing it cannot read; the digest is over the whole file all the same.
  await drain(content());
  return {
    sha256: asDigest(hash.digestHex()),
    bytes: entry.size,
    preAuthSha256: preAuthHash && asDigest(preAuthHash.digestHex()),
    records,
  };
}

/** The hash that a DSSE signature over this file is made of. */
async function startPreAuthHash(entry: TarEntry, runtime: VerificationRuntime): Promise<Sha256 | undefined> {
  const payloadType = PAYLOAD_TYPE_OF.get(entry.path);
  if (payloadType === undefined) return undefined;
  const hash = await runtime.createSha256();
  hash.update(preAuthHead(payloadType, entry.size));
  return hash;
}

/** Gives the content to whom it concerns; answers how many records the import check read, where it covers the file. */
async function takeIn(
  entry: TarEntry,
  content: AsyncIterable<Uint8Array>,
  found: Found,
  { importCheck, runtime, report }: Reading,
): Promise<number | undefined> {
  const { path } = entry;
  if (importCheck?.covers(path)) return importCheck.check({ path, content, runtime, report });
  if (path === PROVENANCE) found.statement = await readStatement(content);
  else if (path.endsWith('.dsse.json')) found.envelopes.set(path, await readEnvelope(content, runtime));
  else if (SMALL_DOCUMENTS.has(path)) found.documents.set(path, await keep(entry, content, report));
  return undefined;
}

async function keep(
  { path, size }: TarEntry,
  content: AsyncIterable<Uint8Array>,
  report: Reading['report'],
): Promise<Uint8Array<ArrayBuffer>> {
  if (size > DOCUMENT_LIMIT_BYTES) {
    report({ path, reason: 'malformed', actual: `${size} bytes` });
    return new Uint8Array(0);
  }
  const whole = new Uint8Array(size);
  await new ByteSource(content).readInto(whole);
  return whole;
}

async function drain(pieces: AsyncIterator<Uint8Array>): Promise<void> {
  while (!(await pieces.next()).done);
}
