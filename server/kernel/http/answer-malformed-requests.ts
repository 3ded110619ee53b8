import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ulid } from 'ulid';
import { envelopeOf } from './answer-errors.ts';
import { AppError } from './errors.ts';

/** Answers requests that Node's parser refuses with the error envelope, then closes: no middleware ever sees them. */
export function answerMalformedRequests(server: Server): void {
  server.on('clientError', (cause: Error & { code?: string }, socket: Socket) => {
    if (!socket.writable || cause.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    endWithError(socket, errorOf(cause.code));
  });
}

/** Writes the error envelope to a bare socket and closes it: for what never becomes a request that Express sees. */
export function endWithError(socket: Duplex, error: AppError): void {
  const traceId = ulid();
  const body = JSON.stringify(envelopeOf(error, traceId));
  // Node takes its own listener off a socket that it hands over; a caller that is gone would end the process.
  socket.on('error', () => undefined);
  socket.end(
    [
      `HTTP/1.1 ${error.status} ${error.code}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'X-Content-Type-Options: nosniff',
      `X-Stella-Trace-Id: ${traceId}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
    // Nor does its server close such a socket any more: left half open by its caller, it would hold up the shutdown.
    () => socket.destroy(),
  );
}

function errorOf(code: string | undefined): AppError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new AppError('ERR_HEADERS', 'The headers are too large; at most 16 KiB are accepted.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new AppError('ERR_VALIDATION', 'The request did not arrive in time.');
  return new AppError('ERR_VALIDATION', 'The request is not well-formed HTTP.');
}
