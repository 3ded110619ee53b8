import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line written during a piece of work carries. */
export interface LogContext {
  traceId?: string;
  tenant?: string;
  runId?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs work whose log lines all carry `context`, over what surrounds it. */
export function withLogContext<T>(context: LogContext, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...context }, work);
}

/** Adds to the context of the running work, from here on. */
export function extendLogContext(context: LogContext): void {
  const running = storage.getStore();
  if (running) Object.assign(running, context);
}

export function currentLogContext(): LogContext {
  return { ...storage.getStore() };
}
