import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ExportManifest } from '../../contracts/export-center/run.ts';
import { type DecryptFile } from '../../kernel/encryption/bundle-decrypter.ts';
import { DecryptionError } from '../../kernel/encryption/decryption-error.ts';
import { asDigest } from '../../verification/bundle-hashes.ts';
import { piecesOf } from '../bundle/bundle-file.ts';
import { isEncrypted } from '../bundle/encrypted-paths.ts';
import { keyOptionOf } from '../trust/read-secrets.ts';
import { type VerifiedBundle, readVerified } from '../bundle/verified-bundle.ts';
import { KitError, systemCodeOf } from '../command-line/kit-error.ts';
import { writeDurably } from '../mirror-folder/durable-files.ts';
import { type IndexedFile } from '../mirror-folder/mirror-state.ts';

export interface Unpacking {
  /** Where the files go, below their paths in the bundle; what an interrupted import has left there is used. */
  readonly folder: string;
  readonly decrypt: DecryptFile | undefined;
  readonly watching: { readonly signal: AbortSignal; onProgress: (fraction: number) => void };
}

/** The files of an unpacked bundle. */
export interface UnpackedBundle {
  /** Holds them below their paths in the bundle. */
  readonly folder: string;
  /** Artifacts as they lie there: decrypted. */
  readonly files: ReadonlyMap<string, IndexedFile>;
  readonly runId: string;
}

/**
 * Unpacks a verified bundle: artifacts decrypted, documents as they are, so that their signatures still fit. A file has its
 * name only once it is whole and has the digest that the manifest says.
 */
export async function unpack(
  bundle: VerifiedBundle,
  { folder, decrypt, watching }: Unpacking,
): Promise<UnpackedBundle> {
  const { manifest } = bundle;
  const artifacts = new Map(manifest.artifacts.map((artifact) => [artifact.path, artifact]));
  const unpacked = new Map<string, IndexedFile>();
  const part = join(folder, 'unfinished');
  await mkdir(folder, { recursive: true });

  const visit = async (path: string, stored: AsyncIterable<Uint8Array>) => {
    const artifact = artifacts.get(path);
    const expected = artifact?.plainSha256 ?? artifact?.sha256 ?? bundle.files.get(path)?.sha256;
    const target = join(folder, 'files', path);
    const left = await digestIfThere(target);
    if (left && left.sha256 === expected) {
      unpacked.set(path, { path, ...left });
      return;
    }
    const open = artifact && isEncrypted(manifest, path) ? decrypt : undefined;
    await rm(part, { force: true });
    const written = await writeDurably(part, open ? open(path, stored) : stored).catch(explainDecryption(path));
    if (written.sha256 !== expected)
      throw new KitError('refused', `"${path}" is not what the manifest says. Nothing is used.`);
    await mkdir(dirname(target), { recursive: true });
    await rename(part, target);
    unpacked.set(path, { path, ...written });
  };
  await readVerified(bundle, visit, watching);
  return { folder: join(folder, 'files'), files: unpacked, runId: manifest.runId };
}

/** @throws KitError `usage` where a bundle is encrypted and nothing was given that opens it; nothing was unpacked then. */
export function requireKey({ encryption }: ExportManifest, decrypt: DecryptFile | undefined): void {
  if (!encryption || decrypt) return;
  throw new KitError('usage', `The bundle is encrypted; give ${keyOptionOf[encryption.mode]}.`);
}

function explainDecryption(path: string) {
  return (error: unknown): never => {
    if (!(error instanceof DecryptionError)) throw error;
    throw new KitError('refused', `"${path}" cannot be decrypted: ${error.message}.`, { cause: error });
  };
}

async function digestIfThere(path: string): Promise<Omit<IndexedFile, 'path'> | undefined> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of piecesOf(path)) {
      hash.update(piece);
      bytes += piece.length;
    }
    return { sha256: asDigest(hash.digest('hex')), bytes };
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
