import { ByteSource } from './archive/byte-source.ts';
import { type TarEntry, readTar } from './archive/read-tar.ts';
import { type Digest } from './bundle-hashes.ts';
import { type KindLayout, isSafePath } from './bundle-layout.ts';
import { type encryptionOf } from './encrypted-file.ts';
import { type Statement } from './provenance/read-statement.ts';
import { type Reading, readFile } from './read-file.ts';
import { DamagedStreamError } from './runtime.ts';
import { type DsseEnvelope } from './signature/read-envelope.ts';
import { type Problem } from './verdict.ts';

/** What one pass over a bundle has found; paths are relative to its root folder. */
export interface BundleContents {
  readonly root: KindLayout['root'];
  readonly files: ReadonlyMap<string, FileFound>;
  /** `export.json`, the detached signatures, the key and the list of recipients, whole. */
  readonly documents: ReadonlyMap<string, Uint8Array>;
  /** DSSE envelopes by path; undefined for a file that is none. */
  readonly envelopes: ReadonlyMap<string, DsseEnvelope | undefined>;
  /** What `provenance.json` states; undefined where it is not there, not a statement, or encrypted. */
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
  /** By the first bytes of the file. */
  readonly encryption: ReturnType<typeof encryptionOf>;
  /** Of the decrypted content; undefined for a file that is not encrypted, or was not decrypted. */
  readonly plainSha256: Digest | undefined;
}

/** Contents while they are read. */
export type Found = { -readonly [Field in keyof BundleContents]: BundleContents[Field] } & {
  files: Map<string, FileFound>;
  documents: Map<string, Uint8Array>;
  envelopes: Map<string, DsseEnvelope | undefined>;
};

/** A file that lies beside a bundle. */
export interface DocumentFile {
  readonly path: string;
  readonly bytes: number;
  /** Undefined for what is no file, such as a folder of that name. */
  readonly content: AsyncIterable<Uint8Array> | undefined;
}

export function nothingFound(): Found {
  return {
    root: '',
    files: new Map(),
    documents: new Map(),
    envelopes: new Map(),
    statement: undefined,
    complete: true,
  };
}

/** More files or irregularities than any bundle has; whoever makes such an archive must not fill the memory with them. */
const MOST_FILES = 1_000_000;
const MOST_IRREGULARITIES = 1_000;

/**
 * Reads an archive once, with a bounded part of it in memory: hashes every file and takes in those that speak about the bundle.
 * `root` is the folder that holds everything; the first file of the archive tells where none is given.
 */
export async function readArchive(
  archive: AsyncIterable<Uint8Array>,
  found: Found,
  reading: Reading,
  root?: KindLayout['root'],
): Promise<void> {
  const source = new ByteSource(archive);
  const report = withLimit(reading.report);
  let [current, folder] = ['', root];
  const within = (path: string): string => (path.startsWith(folder ?? '') ? path.slice(folder?.length) : path);
  try {
    const entries = readTar(source, (path, message) => {
      report({ path: within(path), reason: 'damaged-archive', actual: message });
    });
    for await (const entry of entries) {
      folder ??= entry.path.startsWith('mirror/') ? 'mirror/' : '';
      found.root = folder;
      current = within(entry.path);
      if (!entry.path.startsWith(folder)) report({ path: entry.path, reason: 'unexpected' });
      else await takeEntry({ ...entry, path: current }, found, { ...reading, report });
      if (found.files.size > MOST_FILES) throw new DamagedStreamError(`There are more than ${MOST_FILES} files`);
    }
  } catch (error) {
    if (!(error instanceof DamagedStreamError)) throw error;
    found.complete = false;
    reading.report({ path: current, reason: 'damaged-archive', actual: error.message });
  } finally {
    await source.close();
  }
}

function withLimit(report: Reading['report']): Reading['report'] {
  let reported = 0;
  return (problem) => {
    reported += 1;
    if (reported > MOST_IRREGULARITIES) throw new DamagedStreamError('Too much is wrong to go on reading');
    report(problem);
  };
}

/** Reads files that lie in a folder. */
export async function readFolder(files: AsyncIterable<DocumentFile>, found: Found, reading: Reading): Promise<void> {
  for await (const { path, bytes, content } of files) {
    if (!content) {
      reading.report({ path, reason: 'not-a-plain-file' });
      continue;
    }
    const pieces = content[Symbol.asyncIterator]();
    const read = async () => ((piece) => (piece.done ? undefined : piece.value))(await pieces.next());
    await takeEntry({ path, size: bytes, mode: 0o644, typeFlag: '0', read }, found, reading);
  }
}

async function takeEntry(entry: TarEntry, found: Found, reading: Reading): Promise<void> {
  const refusal = refusalOf(entry, found.files);
  if (refusal) reading.report({ path: entry.path, ...refusal });
  else found.files.set(entry.path, await readFile(entry, found, reading));
}

function refusalOf(entry: TarEntry, files: ReadonlyMap<string, FileFound>): Omit<Problem, 'path'> | undefined {
  const { path, mode, typeFlag } = entry;
  if (!isSafePath(path)) return { reason: 'unsafe-path' };
  if (typeFlag !== '0') return { reason: 'not-a-plain-file', actual: `type ${typeFlag}` };
  if (mode & ~0o755) return { reason: 'not-a-plain-file', actual: `mode ${mode.toString(8)}` };
  if (files.has(path)) return { reason: 'duplicate' };
  return undefined;
}
