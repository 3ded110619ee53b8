/**
 * The closed list of error codes that an HTTP answer can carry, with the status each one travels under.
 * No zod here: the browser's initial bundle imports this file.
 */
export const statusOfError = {
  ERR_VALIDATION: 400,
  ERR_TENANT_REQUIRED: 400,
  ERR_OPERATOR_REASON_REQUIRED: 400,
  ERR_PATH: 400,
  ERR_HOST: 400,
  ERR_EXPECT: 400,
  ERR_UNAUTHENTICATED: 401,
  ERR_FRESH_AUTH_REQUIRED: 401,
  ERR_SCOPE: 403,
  ERR_TENANT_MISMATCH: 403,
  ERR_CSRF: 403,
  ERR_SAME_PERSON: 403,
  ERR_NOT_FOUND: 404,
  ERR_METHOD: 405,
  ERR_CONFLICT: 409,
  ERR_HELD: 409,
  ERR_HOLD_EMPTY: 409,
  ERR_PREVIEW_STALE: 409,
  ERR_IDEMPOTENCY: 409,
  ERR_GONE: 410,
  ERR_REVISION: 412,
  ERR_TOO_LARGE: 413,
  ERR_MEDIA_TYPE: 415,
  ERR_RANGE: 416,
  ERR_UPGRADE: 426,
  ERR_PRECONDITION_REQUIRED: 428,
  ERR_EXPORT_QUOTA: 429,
  ERR_RATE_LIMIT: 429,
  ERR_HEADERS: 431,
  ERR_INTERNAL: 500,
  ERR_UPSTREAM: 502,
  ERR_UNAVAILABLE: 503,
  ERR_UPSTREAM_TIMEOUT: 504,
  ERR_STORAGE_FULL: 507,
} as const;

export type ErrorCode = keyof typeof statusOfError;

export const errorCodes = Object.keys(statusOfError) as readonly ErrorCode[];

/** Every error answer of the three surfaces. `message` is written for a person; a 4xx says what to change. */
export interface ErrorEnvelope {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: readonly ErrorDetail[];
  readonly traceId: string;
  /** RFC 3339 UTC with milliseconds. */
  readonly timestamp: string;
}

/** One thing to change: `path` is a dotted path into the body, or `query.limit`, `header.if-match`, …. */
export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
}

/** Why a run failed (`run.error.code`); also the `error_code` label of `exporter_run_failures_total`. */
export const runErrorCodes = [
  'ERR_EXPORT_UNSUPPORTED_SCHEMA',
  'ERR_EXPORT_BASE_MISSING',
  'ERR_EXPORT_EMPTY',
  'ERR_EXPORT_SOURCE',
  'adapter',
  'encryption',
  'signing',
  'verification',
  'distribution',
  'timeout',
  'internal',
] as const;

export type RunErrorCode = (typeof runErrorCodes)[number];
