import { createLogger, type Logger } from '../kernel/logging/logger.ts';

export const silentLogger: Logger = createLogger({ level: 'silent', role: 'spec' });

/** A logger whose lines a spec can read, parsed. */
export function recordingLogger(): { logger: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>);
  return { logger: createLogger({ level: 'trace', role: 'spec', destination: { write } }), lines };
}
