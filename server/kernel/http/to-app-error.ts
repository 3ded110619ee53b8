import { isDatabaseFull, isDatabaseUnavailable } from '../database/database-errors.ts';
import { AppError } from './errors.ts';

/** What the caller may know of an error. Only an AppError speaks for itself; of any other the answer tells its class. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isBodyError(error)) return bodyError(error);
  if (error instanceof URIError) return new AppError('ERR_PATH', 'The address is not well-formed.');
  if (isDatabaseUnavailable(error)) {
    return new AppError('ERR_UNAVAILABLE', 'The database does not answer at the moment. Try again.', {
      cause: error,
      headers: { 'Retry-After': '2' },
    });
  }
  if (isDatabaseFull(error) || hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT')) {
    return new AppError('ERR_STORAGE_FULL', 'There is no space left to store this.', { cause: error });
  }
  return new AppError('ERR_INTERNAL', 'Something went wrong here. The trace id helps to find out what.', {
    cause: error,
  });
}

/** An error of express.json(), which `http-errors` made. */
interface BodyError extends Error {
  readonly type: string;
}

function isBodyError(error: unknown): error is BodyError {
  return error instanceof Error && 'type' in error && typeof error.type === 'string' && 'expose' in error;
}

function bodyError(error: BodyError): AppError {
  switch (error.type) {
    case 'entity.too.large':
      return new AppError('ERR_TOO_LARGE', 'The body is too large; at most 1 MiB is accepted.');
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new AppError('ERR_MEDIA_TYPE', 'Send the body as application/json in UTF-8, not compressed.');
    case 'entity.parse.failed':
      return new AppError('ERR_VALIDATION', 'The body is not JSON.', {
        details: [{ path: '', message: 'must be JSON' }],
      });
    default:
      return new AppError('ERR_VALIDATION', 'The body did not arrive as announced.', {
        details: [{ path: '', message: 'must be as long as Content-Length says' }],
      });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
