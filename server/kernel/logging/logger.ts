import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { currentLogContext } from './log-context.ts';
import { loggableError } from './loggable.ts';
import { allowedFields } from './log-fields.ts';
import { maskTokens } from './mask.ts';

export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly level: string;
  readonly role: string;
  /** Where the JSON lines go; standard output by default. */
  readonly destination?: DestinationStream;
}

/**
 * A logger of JSON lines, each with time, role, trace id, tenant and run where known. Fields outside the allow-list
 * are dropped and named under `dropped`, so that a secret does not reach a log by being in an object.
 */
export function createLogger({ level, role, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { role },
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'message',
    errorKey: 'error',
    serializers: { error: loggableError },
    mixin: currentLogContext,
    formatters: { level: (label: string) => ({ level: label }), log: keepAllowedFields, bindings: keepAllowedFields },
    hooks: {
      logMethod(this: Logger, given: Parameters<PinoLogger['info']>, method: PinoLogger['info']): void {
        const masked = given.map((value: unknown) => (typeof value === 'string' ? maskTokens(value) : value));
        method.apply(this, masked as Parameters<PinoLogger['info']>);
      },
      streamWrite: escapeInvisible,
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * JSON escapes line feeds and ESC, but not what else some reader takes for the end of a line, for the start of a
 * terminal sequence (C1) or for a change of direction.
 */
const invisible = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

function escapeInvisible(line: string): string {
  return line.replaceAll(invisible, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function keepAllowedFields(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (allowedFields.has(name) && (name === 'error' || isPlain(value))) {
      kept[name] = typeof value === 'string' ? maskTokens(value) : value;
    } else dropped.push(name);
  }
  return dropped.length > 0 ? { ...kept, dropped } : kept;
}

/** What an object holds was judged by nobody. */
function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Array.isArray(value) && value.every(isPlain));
}
