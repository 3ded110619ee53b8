import { pipeline } from 'node:stream/promises';
import type { ObjectStore } from '../objects/object-store.ts';
import { AppError } from './errors.ts';
import { selfWritingReply, type SelfWritingReply } from './reply.ts';
import { requestedRange } from './requested-range.ts';

export interface FileReplyOptions {
  readonly objects: ObjectStore;
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
export function fileReply({ objects, key, sha256, bytes, mediaType, headers }: FileReplyOptions): SelfWritingReply {
  return selfWritingReply(async ({ request, response }) => {
    const etag = `"${sha256}"`;
    response.set({
      ...headers,
      'Accept-Ranges': 'bytes',
      ETag: etag,
      Digest: `sha-256=${Buffer.from(sha256, 'hex').toString('base64')}`,
      'Cache-Control': 'private, no-cache, no-transform',
    });
    if (
      request
        .get('if-none-match')
        ?.split(/\s*,\s*/)
        .includes(etag)
    ) {
      response.status(304).end();
      return;
    }
    const range = requestedRange(request, bytes, etag);
    if (range === 'unsatisfiable') {
      throw new AppError('ERR_RANGE', `The file has ${bytes} bytes; the range lies beyond them.`, {
        headers: { 'Content-Range': `bytes */${bytes}` },
      });
    }
    response.status(range ? 206 : 200).set('Content-Type', mediaType);
    if (range) response.set('Content-Range', `bytes ${range.start}-${range.end}/${bytes}`);
    response.set('Content-Length', String(range ? range.end - range.start + 1 : bytes));
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const file = await objects.open(key, range);
    await pipeline(file, response).catch((error: unknown) => {
      if (!isCallerGone(error)) throw error;
    });
  });
}

/** The caller closed the connection before the end; nothing is wrong here. */
function isCallerGone(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'ECONNRESET' || error.code === 'EPIPE')
  );
}
