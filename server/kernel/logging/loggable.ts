import { maskSecrets } from './mask.ts';

export interface LoggableError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  /** The word of an OAuth error, as in `invalid_client`; never its description, which is free text. */
  readonly error?: string;
  readonly stack?: string;
  readonly cause?: LoggableError;
}

/** An error as logged: name, code, message, stack and causes, never its other properties (they hold rows and requests). */
export function loggableError(error: unknown, depth = 0): LoggableError {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: describe(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const oauthError = 'error' in error ? wordOf(error.error) : undefined;
  return {
    name: error.name,
    message: maskSecrets(error.message),
    ...(code === undefined ? {} : { code }),
    ...(oauthError === undefined ? {} : { error: oauthError }),
    ...(error.stack === undefined ? {} : { stack: framesOf(error.stack, error.message) }),
    ...(error.cause === undefined || depth >= 4 ? {} : { cause: loggableError(error.cause, depth + 1) }),
  };
}

/** Of an object only what sort it is: openid-client's causes are the parameters of a callback and the bodies of answers. */
function describe(thrown: unknown): string {
  if (typeof thrown === 'string') return maskSecrets(thrown);
  return typeof thrown === 'object' && thrown !== null ? thrown.constructor.name : typeof thrown;
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z_]{1,64}$/.test(value) ? value : undefined;
}

/** Places in our code and that of libraries; what stands before them repeats the message. */
function framesOf(stack: string, message: string): string {
  const start = stack.indexOf(message);
  const frames = (start === -1 ? stack : stack.slice(start + message.length)).split('\n');
  return frames
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .join('\n');
}
