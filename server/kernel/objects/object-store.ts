import type { Readable } from 'node:stream';

/** Bytes written: their number and their SHA-256 as 64 lower-case hex digits. */
export interface StoredObject {
  readonly bytes: number;
  readonly sha256: string;
}

export interface ObjectHead {
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/** First and last byte, both included, as in a Range header. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Large byte strings under keys such as `bundles/ab/abcd…`. A key is lower-case letters, digits, `.`, `_`, `-` and `/`.
 * An object is never seen in part: it appears whole when `put` resolves, or not at all. The calls are those that S3
 * also has, so that a bucket can stand in for the folder.
 */
export interface ObjectStore {
  /** Writes an object, replacing one of the same key. @throws AppError ERR_STORAGE_FULL */
  put(key: string, body: AsyncIterable<Uint8Array>): Promise<StoredObject>;
  /** Writes an object under its own digest: `<prefix>/<first 2 hex>/<hex>`. @throws AppError ERR_STORAGE_FULL */
  putByDigest(prefix: string, body: AsyncIterable<Uint8Array>): Promise<StoredObject & { readonly key: string }>;
  /** Reads an object or a part of it. @throws ObjectMissingError */
  open(key: string, range?: ByteRange): Promise<Readable>;
  /** Size and time, or undefined where there is no such object. */
  head(key: string): Promise<ObjectHead | undefined>;
  /** Deletes an object; one that is not there is no error. */
  delete(key: string): Promise<void>;
  /** Keys under a prefix that ends at a `/` boundary, in no particular order. */
  list(prefix: string): AsyncIterable<string>;
  /** Fails where the store cannot be read or written. */
  ping(): Promise<void>;
}

export class ObjectMissingError extends Error {
  override readonly name = 'ObjectMissingError';
}
