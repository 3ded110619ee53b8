import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';

/** As a file is read from a disk. */
const piece = Buffer.alloc(64 * 1024, 'evidence');

/** A download of so many bytes, as fast as it is taken. */
export function sendBytes(response: ServerResponse, bytes: number): void {
  let left = bytes;
  const source = new Readable({
    highWaterMark: piece.length,
    read() {
      const next = piece.subarray(0, Math.min(left, piece.length));
      left -= next.length;
      this.push(next.length === 0 ? null : next);
    },
  });
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes });
  pipeline(source, response, () => undefined);
}
