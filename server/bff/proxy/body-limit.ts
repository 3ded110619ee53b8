import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Operation } from '../../contracts/operation.ts';
import { AppError } from '../../kernel/http/errors.ts';

const kibibyte = 1024;

/** Bytes that a request may bring: what its schema could ever need, or an empty object where it takes nothing. */
export function bodyLimitOf(operation: Operation): number {
  if (operation.method === 'get' || operation.method === 'head') return 0;
  return operation.body ? 1024 * kibibyte : kibibyte;
}

/** Refuses what is announced to be too large, before anything is read. Throws `ERR_TOO_LARGE` or `ERR_VALIDATION`. */
export function refuseLargeBody(request: IncomingMessage, limit: number): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  if (limit === 0 && (encoding !== undefined || Number(length) > 0)) {
    throw new AppError('ERR_VALIDATION', 'This operation takes no body.', { headers: { Connection: 'close' } });
  }
  if (Number(length) > limit) throw tooLarge(limit);
}

/** Counts what goes through to the upstream, for bodies that do not say their length. */
export function countBody(request: IncomingMessage, call: ClientRequest, limit: number): void {
  let received = 0;
  request.on('data', (piece: Buffer) => {
    received += piece.length;
    if (received > limit) call.destroy(tooLarge(limit));
  });
}

function tooLarge(limit: number): AppError {
  return new AppError('ERR_TOO_LARGE', `The body is too large; at most ${limit / kibibyte} KiB are accepted.`, {
    headers: { Connection: 'close' },
  });
}
