import { pipeline } from 'node:stream/promises';
import type { ByteRange, ObjectStore } from '../objects/object-store.ts';
import { AppError } from './errors.ts';
import { selfWritingReply, type SelfWritingReply } from './reply.ts';
import { requestedRange } from './requested-range.ts';

export interface FileReplyOptions {
  readonly objects: Pick<ObjectStore, 'open'>;
  readonly key: string;
  /** SHA-256 of the whole file in hex: its ETag and its `Digest` (RFC 3230). */
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  /** Further headers, such as Content-Disposition. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A stored file: GET and HEAD, one byte range (206, 416), If-Range and If-None-Match by its digest. When the caller
 * goes away the file is closed at once; when the file cannot be read to its end the connection is cut, so that the
 * answer is seen as incomplete.
 */
export function fileReply(options: FileReplyOptions): SelfWritingReply {
  return selfWritingReply(async ({ request, response }) => {
    const { objects, key, bytes } = options;
    const etag = `"${options.sha256}"`;
    if (
      request
        .get('if-none-match')
        ?.split(/\s*,\s*/)
        .includes(etag)
    ) {
      response.status(304).set('ETag', etag).end();
      return;
    }
    const range = requestedRange(request, bytes, etag);
    if (range === 'unsatisfiable') throw unsatisfiable(bytes);
    // Opened before any header is set, so that an error's answer does not carry those of the file.
    const file = request.method === 'HEAD' ? undefined : await objects.open(key, range);
    // A caller that has gone meanwhile: `pipeline` would throw, and leave the file open.
    if (response.destroyed) {
      file?.destroy();
      return;
    }
    response.status(range ? 206 : 200).set(headersOf(options, etag, range));
    if (file) await pipeline(file, response).catch(unlessCallerGone);
    else response.end();
  });
}

function headersOf({ sha256, bytes, mediaType, headers }: FileReplyOptions, etag: string, range?: ByteRange) {
  return {
    ...headers,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache, no-transform',
    'Content-Length': String(range ? range.end - range.start + 1 : bytes),
    'Content-Type': mediaType,
    Digest: `sha-256=${Buffer.from(sha256, 'hex').toString('base64')}`,
    ETag: etag,
    ...(range ? { 'Content-Range': `bytes ${range.start}-${range.end}/${bytes}` } : {}),
  };
}

function unsatisfiable(bytes: number): AppError {
  return new AppError('ERR_RANGE', `The file has ${bytes} bytes; the range lies beyond them.`, {
    headers: { 'Content-Range': `bytes */${bytes}` },
  });
}

/** A caller that closed the connection before the end is no fault. */
export function unlessCallerGone(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET' && code !== 'EPIPE') throw error;
}
