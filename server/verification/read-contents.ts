import { ByteSource } from './archive/byte-source.ts';
import { type TarEntry, readTar } from './archive/read-tar.ts';
import { type Digest, asDigest } from './bundle-hashes.ts';
import { ENVELOPE_FILES, isSafePath } from './bundle-layout.ts';
import { type ImportCheck } from './import-check/import-check.ts';
import { DamagedStreamError, type VerificationRuntime } from './runtime.ts';
import { type Problem } from './verdict.ts';

/** What one pass over the archive has found. */
export interface BundleContents {
  readonly files: ReadonlyMap<string, FileFound>;
  /** The files that speak about the bundle, whole. */
  readonly documents: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** False when the compressed stream broke, so that the files after that place are unknown. */
  readonly complete: boolean;
}

export interface FileFound {
  readonly sha256: Digest;
  readonly bytes: number;
  /** How many records the import check read; undefined for files that it does not cover. */
  readonly records: number | undefined;
}

/** Manifests and envelopes are kept in memory; anything larger under their names is refused. */
const DOCUMENT_LIMIT_BYTES = 256 * 1024 * 1024;

interface Reading {
  readonly runtime: VerificationRuntime;
  readonly importCheck: ImportCheck | undefined;
  readonly report: (problem: Problem) => void;
}

/** Reads an archive once, with a bounded part of it in memory: hashes every file and keeps the envelope documents. */
export async function readContents(archive: AsyncIterable<Uint8Array>, reading: Reading): Promise<BundleContents> {
  const files = new Map<string, FileFound>();
  const documents = new Map<string, Uint8Array<ArrayBuffer>>();
  const source = new ByteSource(archive);
  let current = '';
  let complete = true;
  try {
    const entries = readTar(source, (path, message) => {
      reading.report({ path, reason: 'damaged-archive', actual: message });
    });
    for await (const entry of entries) {
      current = entry.path;
      if (!isAcceptable(entry, files, reading.report)) continue;
      files.set(entry.path, await readFile(entry, documents, reading));
    }
  } catch (error) {
    if (!(error instanceof DamagedStreamError)) throw error;
    complete = false;
    reading.report({ path: current, reason: 'damaged-archive', actual: error.message });
  } finally {
    await source.close();
  }
  return { files, documents, complete };
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

async function readFile(
  entry: TarEntry,
  documents: Map<string, Uint8Array<ArrayBuffer>>,
  reading: Reading,
): Promise<FileFound> {
  const hash = await reading.runtime.createSha256();
  const kept = ENVELOPE_FILES.includes(entry.path) ? keeper(entry, reading.report) : undefined;
  const content = async function* () {
    for (let piece = await entry.read(); piece; piece = await entry.read()) {
      hash.update(piece);
      kept?.push(piece);
      yield piece;
    }
  };
  const { importCheck: check, runtime, report } = reading;
  const records = check?.covers(entry.path)
    ? await check.check({ path: entry.path, content: content(), runtime, report })
    : undefined;
  // A check may stop at the first thing it cannot read; the digest is over the whole file all the same.
  await drain(content());
  if (kept) documents.set(entry.path, kept.whole());
  return { sha256: asDigest(hash.digestHex()), bytes: entry.size, records };
}

async function drain(pieces: AsyncIterator<Uint8Array>): Promise<void> {
  while (!(await pieces.next()).done);
}

function keeper(entry: TarEntry, report: Reading['report']) {
  const tooLarge = entry.size > DOCUMENT_LIMIT_BYTES;
  if (tooLarge) report({ path: entry.path, reason: 'malformed', actual: `${entry.size} bytes` });
  const whole = new Uint8Array(tooLarge ? 0 : entry.size);
  let at = 0;
  return {
    push(piece: Uint8Array) {
      if (tooLarge) return;
      whole.set(piece, at);
      at += piece.length;
    },
    whole: () => whole,
  };
}
