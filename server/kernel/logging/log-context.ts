import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line written during a piece of work carries. */
export interface LogContext {
  traceId?: string;
  tenant?: string;
  runId?: string;
}

/** What is known of a piece of work. An address is personal data: only the audit trail asks for it. */
interface WorkContext {
  readonly logged: LogContext;
  clientAddress?: string | undefined;
}

const storage = new AsyncLocalStorage<WorkContext>();

/** Runs work whose log lines all carry `context`, over what surrounds it. */
export function withLogContext<T>(context: LogContext, work: () => T): T {
  const around = storage.getStore();
  return storage.run({ logged: { ...around?.logged, ...context }, clientAddress: around?.clientAddress }, work);
}

/** Adds to the context of the running work, from here on. */
export function extendLogContext(context: LogContext): void {
  const running = storage.getStore();
  if (running) Object.assign(running.logged, context);
}

export function currentLogContext(): LogContext {
  return { ...storage.getStore()?.logged };
}

/** Says for whom the running work is done. */
export function noteClientAddress(address: string): void {
  const running = storage.getStore();
  if (running) running.clientAddress = address;
}

/** Undefined where nobody asked, as in housekeeping. */
export function currentClientAddress(): string | undefined {
  return storage.getStore()?.clientAddress;
}
