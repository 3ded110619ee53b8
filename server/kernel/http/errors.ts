import { statusOfError, type ErrorCode, type ErrorDetail } from '../../contracts/errors.ts';

export interface AppErrorOptions {
  readonly details?: readonly ErrorDetail[];
  /** For the log only, never for the answer. */
  readonly cause?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An error that becomes the envelope as it is: its message and details are written for the caller. Any other error
 * that reaches the error handler becomes ERR_INTERNAL without a word of its own.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: readonly ErrorDetail[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = statusOfError[code];
    this.details = options.details ?? [];
    this.headers = options.headers ?? {};
  }
}
