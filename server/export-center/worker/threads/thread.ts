import { type MessagePort } from 'node:worker_threads';
import { type RunErrorCode } from '../../../contracts/errors.ts';
import { ExportError } from '../export-error.ts';
import { type TaskContext, type WorkDone } from './task-context.ts';
import { type TaskName, tasks } from './tasks.ts';

/** What the pool hands to a thread. Over the port go {@link WorkDone} reports out, and any message in cancels the task. */
export interface TaskCall {
  readonly name: TaskName;
  readonly input: unknown;
  readonly port: MessagePort;
}

/** How a task ended, as data: an error's class and fields would not survive the way back. */
export type TaskOutcome = { readonly rest: WorkDone } & (
  { readonly result: unknown } | { readonly failure: TaskFailure }
);

export interface TaskFailure {
  /** The code of an ExportError; null for any other error. */
  readonly exportCode: RunErrorCode | null;
  /** The code of an error of the system, such as `ENOSPC`. */
  readonly systemCode: string | null;
  readonly message: string;
  readonly stack: string;
}

const REPORT_EVERY_MS = 100;

/** The entry point of a worker thread. */
export default async function runTask({ name, input, port }: TaskCall): Promise<TaskOutcome> {
  const cancellation = new AbortController();
  const reports = gatherReports(port);
  port.on('message', () => cancellation.abort());
  try {
    const task: (input: never, context: TaskContext) => Promise<unknown> = tasks[name];
    const result = await task(input as never, { signal: cancellation.signal, report: reports.add });
    return { result, rest: reports.rest() };
  } catch (error) {
    return { failure: asFailure(error), rest: reports.rest() };
  } finally {
    port.close();
  }
}

/** Many small reports become at most ten messages a second. */
function gatherReports(port: MessagePort) {
  let gathered = { items: 0, bytes: 0 };
  let postedAt = performance.now();
  const add: TaskContext['report'] = ({ items, bytes }) => {
    gathered = { items: gathered.items + items, bytes: gathered.bytes + bytes };
    if (performance.now() - postedAt < REPORT_EVERY_MS) return;
    port.postMessage(gathered);
    gathered = { items: 0, bytes: 0 };
    postedAt = performance.now();
  };
  return { add, rest: (): WorkDone => gathered };
}

function asFailure(error: unknown): TaskFailure {
  if (!(error instanceof Error)) return { exportCode: null, systemCode: null, message: String(error), stack: '' };
  const { message, stack = '' } = error;
  if (error instanceof ExportError) return { exportCode: error.code, systemCode: null, message, stack };
  const systemCode = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return { exportCode: null, systemCode, message, stack };
}
