import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { currentLogContext } from './log-context.ts';
import { loggableError, maskTokens } from './loggable.ts';
import { allowedFields } from './log-fields.ts';

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
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

function keepAllowedFields(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (allowedFields.has(name)) kept[name] = typeof value === 'string' ? maskTokens(value) : value;
    else dropped.push(name);
  }
  return dropped.length > 0 ? { ...kept, dropped } : kept;
}
