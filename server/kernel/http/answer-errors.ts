import type { ErrorRequestHandler } from 'express';
import type { ErrorEnvelope } from '../../contracts/errors.ts';
import type { Logger } from '../logging/logger.ts';
import type { AppError } from './errors.ts';
import { traceIdOf } from './trace-requests.ts';
import { toAppError } from './to-app-error.ts';

/** The one place where errors become answers. An answer already begun is cut off, so that it is seen as incomplete. */
export function answerErrors(logger: Logger): ErrorRequestHandler {
  return (thrown: unknown, _request, response, _next) => {
    const error = toAppError(thrown);
    response.locals['errorCode'] = error.code;
    if (error.status >= 500) logger.error({ error: error.cause ?? error, errorCode: error.code }, error.message);
    // Nobody could connect an issuer without being told what is wrong with its tokens; the caller is not.
    if (error.code === 'ERR_UNAUTHENTICATED' && error.cause instanceof Error) {
      logger.warn({ reason: error.cause.message, errorCode: error.code }, error.message);
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response
      .status(error.status)
      .set(error.headers)
      .json(envelopeOf(error, traceIdOf(response)));
  };
}

export function envelopeOf(error: AppError, traceId: string): ErrorEnvelope {
  const { code, message, details } = error;
  return { code, message, details, traceId, timestamp: new Date().toISOString() };
}
