import { HttpErrorResponse } from '@angular/common/http';
import {
  type ErrorCode,
  type ErrorDetail,
  type ErrorEnvelope,
  statusOfError,
} from '../../../../server/contracts/errors.ts';

/** What a page says when something failed: the server's envelope, or what stands in for it when no server answered. */
export interface PageError {
  /** A code of the contract, or one of the two that only the browser knows. */
  readonly code: ErrorCode | 'OFFLINE' | 'UNEXPECTED';
  /** For a person. */
  readonly message: string;
  readonly details: readonly ErrorDetail[];
  /** Null when nothing was traced, because no server answered. */
  readonly traceId: string | null;
  /** RFC 3339 UTC; null when no server answered. */
  readonly timestamp: string | null;
  /** Whether the same call may well succeed later, unchanged. */
  readonly retryable: boolean;
}

/** Turns whatever a call threw into what the page shows. */
export function toPageError(cause: unknown): PageError {
  // `httpResource` and `resource` wrap what is no Error; the answer itself is then the cause.
  const error = cause instanceof Error && cause.cause instanceof HttpErrorResponse ? cause.cause : cause;
  if (isMissingPart(error)) return withoutServer('OFFLINE', missingPart);
  if (!(error instanceof HttpErrorResponse)) return withoutServer('UNEXPECTED', 'The console met an unexpected error.');
  if (isErrorEnvelope(error.error)) return fromEnvelope(error.error, error.status);
  if (error.status === 0) {
    return withoutServer('OFFLINE', 'The server cannot be reached. Check the connection, then try again.');
  }
  return withoutServer('UNEXPECTED', `The server answered with status ${error.status} and no explanation.`);
}

/** Whether code that is loaded when it is needed did not come: no connection, or another version by now. */
export function isMissingPart(error: unknown): boolean {
  return error instanceof TypeError && /dynamically imported module|module script failed/i.test(error.message);
}

const missingPart =
  'A part of the console could not be loaded. Check the connection, then try again; if it stays so, reload the page.';

function fromEnvelope({ code, message, details, traceId, timestamp }: ErrorEnvelope, status: number): PageError {
  return { code, message, details, traceId, timestamp, retryable: status >= 500 || status === 429 };
}

function withoutServer(code: 'OFFLINE' | 'UNEXPECTED', message: string): PageError {
  return { code, message, details: [], traceId: null, timestamp: null, retryable: true };
}

function isErrorEnvelope(body: unknown): body is ErrorEnvelope {
  if (typeof body !== 'object' || body === null) return false;
  const { code, message, details, traceId } = body as Partial<Record<keyof ErrorEnvelope, unknown>>;
  return (
    typeof code === 'string' &&
    code in statusOfError &&
    typeof message === 'string' &&
    Array.isArray(details) &&
    typeof traceId === 'string'
  );
}
