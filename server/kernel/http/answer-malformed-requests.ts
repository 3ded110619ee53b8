import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { newUlid } from '../ids.ts';
import type { Logger } from '../logging/logger.ts';
import { envelopeOf } from './answer-errors.ts';
import { AppError } from './errors.ts';

/** Answers requests that Node's parser refuses with the error envelope, then closes: no middleware ever sees them. */
export function answerMalformedRequests(server: Server, surroundings: Surroundings = {}): void {
  /** The newest answer of each connection. */
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => void answers.set(socket, response));
  server.on('clientError', (cause: Error & { code?: string }, socket: Socket) => {
    if (!socket.writable || cause.code === 'ECONNRESET' || isBeforeHandshake(socket)) socket.destroy();
    // What is malformed came behind a good request, or is its body: one request must not get two answers.
    else if (isBegun(answers.get(socket))) socket.destroySoon();
    else endWithError(socket, errorOf(cause.code), surroundings);
  });
}

/** A TLS handshake that failed comes here too; there is nobody to whom HTTP could be spoken. */
function isBeforeHandshake(socket: Socket): boolean {
  return socket instanceof TLSSocket && socket.getFinished() === undefined;
}

/** It is on its way, or waits for its turn behind one that is. */
function isBegun(answer: ServerResponse | undefined): boolean {
  if (!answer || answer.closed) return false;
  return answer.headersSent || answer.socket === null;
}

/** What an app gives to the answers of its requests, and has to be given to those where it is not asked. */
export interface Surroundings {
  /** Of every answer of the app. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly logger?: Logger | undefined;
}

const plainHeaders = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/**
 * Writes the error envelope to a bare socket and closes it: for what never becomes a request that Express sees. It gets a
 * log line like any other.
 */
export function endWithError(
  socket: Duplex,
  error: AppError,
  { headers = plainHeaders, logger }: Surroundings = {},
): void {
  const traceId = newUlid();
  const body = JSON.stringify(envelopeOf(error, traceId));
  logger?.info({ traceId, status: error.status, errorCode: error.code }, 'request');
  // Node takes its own listener off a socket that it hands over; a caller that is gone would end the process.
  socket.on('error', () => undefined);
  socket.end(
    [
      `HTTP/1.1 ${error.status} ${error.code}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
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
