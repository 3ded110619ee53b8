import { randomBytes } from 'node:crypto';
import { ByteSource } from '../../verification/archive/byte-source.ts';
import { HEADER_BYTES, openHeader, writeHeader } from './aes-gcm-header.ts';
import { openChunks, sealChunks } from './sealed-chunks.ts';
import { restOf } from './rest-of.ts';

const CHUNK_BYTES = 64 * 1024;

/** The key of a run, and the path under which the file stands in `export.json`: a file opens under its own path only. */
export interface AesGcmFile {
  /** 32 bytes. */
  readonly dataKey: Uint8Array;
  readonly path: string;
}

/** Encrypts a file (docs/encryption-format.md); no two results are alike. At most two chunks are in memory. */
export async function* encryptAesGcm(
  content: AsyncIterable<Uint8Array>,
  { dataKey, path, chunkBytes = CHUNK_BYTES }: AesGcmFile & { readonly chunkBytes?: number },
): AsyncGenerator<Uint8Array> {
  const { header, contentKey } = writeHeader({ dataKey, path, salt: randomBytes(32), chunkBytes });
  yield header;
  yield* sealChunks(content, { algorithm: 'aes-256-gcm', key: contentKey, chunkBytes });
}

/** Decrypts a file, giving out only what is authentic. @throws DecryptionError, also after having given out a part. */
export async function* decryptAesGcm(content: AsyncIterable<Uint8Array>, file: AesGcmFile): AsyncGenerator<Uint8Array> {
  const source = new ByteSource(content);
  try {
    const { contentKey, chunkBytes } = openHeader(await source.readExactly(HEADER_BYTES), file);
    yield* openChunks(restOf(source), { algorithm: 'aes-256-gcm', key: contentKey, chunkBytes });
  } finally {
    await source.close();
  }
}
