import { statusOfError, type ErrorCode, type ErrorEnvelope } from '../../contracts/errors.ts';
import { AppError } from './errors.ts';

const maximumBytes = 4 * 1024 * 1024;

/** The text of an answer of at most 4 MiB. */
export async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maximumBytes) throw new AppError('ERR_UPSTREAM', 'Another service answered with too much.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The error that a refusal stands for: its own words for a 4xx, and only the fact for what is the service's fault. */
export function serviceError(status: number, text: string): AppError {
  const envelope = parseJson(text);
  if (status === 401 || status === 403) {
    return new AppError('ERR_UPSTREAM', 'Another service refuses this one.', { cause: new Error(`${status} ${text}`) });
  }
  if (status < 500 && isEnvelope(envelope))
    return new AppError(envelope.code, envelope.message, { details: envelope.details });
  const code = status === 503 || status === 504 ? 'ERR_UNAVAILABLE' : 'ERR_UPSTREAM';
  return new AppError(code, 'Another service could not answer.', {
    cause: new Error(`${status} ${text.slice(0, 500)}`),
  });
}

/** What a call that brought no answer becomes. */
export function unreachable(error: unknown, deadline: AbortSignal): unknown {
  if (error instanceof AppError) return error;
  if (deadline.aborted) {
    return new AppError('ERR_UPSTREAM_TIMEOUT', 'Another service did not answer in time.', { cause: error });
  }
  return new AppError('ERR_UNAVAILABLE', 'Another service cannot be reached.', { cause: error });
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isEnvelope(value: unknown): value is ErrorEnvelope {
  if (typeof value !== 'object' || value === null) return false;
  const { code, message, details } = value as Partial<Record<keyof ErrorEnvelope, unknown>>;
  return Object.hasOwn(statusOfError, code as ErrorCode) && typeof message === 'string' && Array.isArray(details);
}
