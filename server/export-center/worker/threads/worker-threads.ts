import { MessageChannel, type Transferable } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { ExportError } from '../export-error.ts';
import { type WorkDone } from './task-context.ts';
import { type TaskInput, type TaskName, type TaskResult } from './tasks.ts';
import { type TaskCall, type TaskOutcome } from './thread.ts';

export interface TaskOptions {
  /** Stops the task within two seconds; the promise then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  readonly onProgress?: ((done: WorkDone) => void) | undefined;
  readonly transfer?: readonly Transferable[] | undefined;
}

/** Threads that hash, sort and compress, so that the event loop of the service stays free. */
export interface WorkerThreads {
  /** @throws ExportError as the task threw it; else an Error with the message, stack and code of the task's error. */
  run<Name extends TaskName>(name: Name, input: TaskInput<Name>, options: TaskOptions): Promise<TaskResult<Name>>;
  /** Waits for the running tasks, then ends the threads. */
  close(): Promise<void>;
}

const IDLE_MS = 30_000;
/** What passes through a thread is short-lived; left alone V8 lets it grow to 100 MiB a thread before it cleans up. */
const YOUNG_GENERATION_MIB = 12;
/** A cancelled task ends itself at its next piece, a few milliseconds; a thread that does not is ended. */
const CANCEL_GRACE_MS = 1_500;

/** Threads are started when first needed; more tasks than threads wait in line. */
export function createWorkerThreads({ threads }: { threads: number }): WorkerThreads {
  const pool = new Piscina<TaskCall, TaskOutcome>({
    filename: new URL('./thread.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MIB },
  });

  // A thread that fails between two tasks is replaced; the pool tells it by an event that would end the process unheard.
  pool.on('error', () => undefined);

  const run = async <Name extends TaskName>(
    name: Name,
    input: TaskInput<Name>,
    options: TaskOptions,
  ): Promise<TaskResult<Name>> => {
    const { signal, onProgress, transfer = [] } = options;
    signal.throwIfAborted();
    const { port1: port, port2: threadPort } = new MessageChannel();
    const kill = new AbortController();
    let graceTimer: NodeJS.Timeout | undefined;
    const cancel = () => {
      port.postMessage('cancel');
      graceTimer = setTimeout(() => kill.abort(), CANCEL_GRACE_MS);
    };
    signal.addEventListener('abort', cancel, { once: true });
    port.on('message', (done: WorkDone) => onProgress?.(done));
    try {
      const call = { name, input, port: threadPort };
      const outcome = await pool.run(call, { transferList: [threadPort, ...transfer], signal: kill.signal });
      signal.throwIfAborted();
      onProgress?.(outcome.rest);
      return resultOf<Name>(outcome);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
      clearTimeout(graceTimer);
      port.close();
    }
  };

  return { run, close: () => pool.close() };
}

function resultOf<Name extends TaskName>(outcome: TaskOutcome): TaskResult<Name> {
  if ('result' in outcome) return outcome.result as TaskResult<Name>;
  const { exportCode, systemCode, message, stack } = outcome.failure;
  if (exportCode) throw new ExportError(exportCode, message, { cause: stack });
  throw Object.assign(new Error(message), { stack }, systemCode === null ? {} : { code: systemCode });
}
