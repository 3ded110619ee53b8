import { createHash } from 'node:crypto';
import { type ExportManifest } from '../../contracts/export-center/run.ts';
import { ByteSource } from '../../verification/archive/byte-source.ts';
import { type TarEntry, readTar } from '../../verification/archive/read-tar.ts';
import { type Digest, asDigest } from '../../verification/bundle-hashes.ts';
import { KitError } from '../command-line/kit-error.ts';
import { type BundleFile } from './bundle-file.ts';

/** A bundle that a first reading has found good; whatever is read of it later must be these files again. */
export interface VerifiedBundle {
  readonly file: BundleFile;
  readonly manifest: ExportManifest;
  /** Of `export.json`. */
  readonly manifestDigest: Digest;
  /** Every file of the bundle by its path below the root, as stored. */
  readonly files: ReadonlyMap<string, { readonly sha256: Digest; readonly bytes: number }>;
}

/** The folder that holds everything in the archive of a mirror. */
const MIRROR_ROOT = 'mirror/';

/**
 * Reads a verified bundle again, file by file; `visit` gets the stored bytes. Nothing but the verified files is handed on, so a
 * bundle that is exchanged between the readings comes to nothing.
 * @throws KitError `refused` where a file is not the one that was verified; `visit` has seen its bytes by then.
 */
export async function readVerified(
  { file, files, manifest }: VerifiedBundle,
  visit: (path: string, stored: AsyncIterable<Uint8Array>) => Promise<void>,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (fraction: number) => void },
): Promise<void> {
  const root = manifest.profile.kind === 'mirror' ? MIRROR_ROOT : '';
  const left = new Set(files.keys());
  const source = new ByteSource(file.archive((bytes) => onProgress(bytes / file.bytes)));
  const entries = readTar(source, (path) => {
    throw refuse(file, path);
  });
  try {
    for await (const entry of entries) {
      signal.throwIfAborted();
      const path = entry.path.startsWith(root) ? entry.path.slice(root.length) : '';
      const expected = files.get(path);
      if (!expected || !left.delete(path) || entry.typeFlag !== '0' || entry.size !== expected.bytes) {
        throw refuse(file, entry.path);
      }
      const stored = hashed(entry, signal);
      await visit(path, stored.pieces);
      if ((await stored.digest()) !== expected.sha256) throw refuse(file, path);
    }
  } finally {
    await source.close();
  }
  for (const path of left) throw refuse(file, path);
}

function hashed(entry: TarEntry, signal: AbortSignal) {
  const hash = createHash('sha256');
  const pieces = async function* () {
    for (let piece = await entry.read(); piece; piece = await entry.read()) {
      signal.throwIfAborted();
      hash.update(piece);
      yield piece;
    }
  };
  return {
    pieces: pieces(),
    /** Reads what `visit` has left. */
    async digest(): Promise<Digest> {
      await drain(pieces());
      return asDigest(hash.digest('hex'));
    },
  };
}

/** Reads a stream to its end. */
export async function drain(pieces: AsyncIterator<unknown>): Promise<void> {
  while (!(await pieces.next()).done);
}

function refuse({ path: file }: BundleFile, path: string): KitError {
  return new KitError('refused', `${file} has changed while it was read, at "${path}". Nothing of it is used.`);
}
