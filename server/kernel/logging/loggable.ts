const token = /eyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g;
const credentialsInUrl = /(\w+:\/\/)[^\s/@]+@/g;

/** Replaces what looks like a JWT or like credentials in an address. */
export function maskTokens(text: string): string {
  // Most texts are far from it, and every field of every line comes by here.
  if (!text.includes('eyJ') && !text.includes('://')) return text;
  return text.replaceAll(token, '[token]').replaceAll(credentialsInUrl, '$1[credentials]@');
}

export interface LoggableError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggableError;
}

/** An error as logged: name, code, message, stack and causes, never its other properties (they hold rows and requests). */
export function loggableError(error: unknown, depth = 0): LoggableError {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: maskTokens(String(error)) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    name: error.name,
    message: maskTokens(error.message),
    ...(code === undefined ? {} : { code }),
    ...(error.stack === undefined ? {} : { stack: maskTokens(error.stack) }),
    ...(error.cause === undefined || depth >= 4 ? {} : { cause: loggableError(error.cause, depth + 1) }),
  };
}
