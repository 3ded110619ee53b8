import { once } from 'node:events';
import { projectPath } from '../../scripts/bootstrap/project.mjs';
import { endProcess, startProcess } from '../machine/start-process.ts';

/** Event streams of one address of this machine. */
export interface StreamsToOpen {
  /** http://, host localhost, 127.0.0.1 or ::1. */
  readonly url: string;
  /** Of each stream, beside Host. */
  readonly headers: readonly Readonly<Record<string, string>>[];
}

/** What came since the last question. */
export interface Deliveries {
  readonly events: number;
  /** From the upstream's write to here, ms. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** Streams that a process of its own holds open. */
export interface EventStreams {
  /** Resolves when so many events have come; the next question is for what comes then. */
  deliveries(events: number): Promise<Deliveries>;
  close(): Promise<void>;
}

/** For all to open, or for an event to reach all: an event that is lost must not be waited for. */
const deadlineMs = 180_000;

/** Waits until all are open. @throws when one is not answered with 200, or ends, then or later */
export async function openEventStreams(task: StreamsToOpen): Promise<EventStreams> {
  const child = startProcess(projectPath('bench', 'load', 'event-stream-holder.ts'), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('The event streams have ended');
  });
  // Whoever asks next hears of it.
  ended.catch(() => undefined);
  const ask = async (question: object): Promise<unknown> => {
    child.send(question);
    const deadline = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
    const [answer] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
    clearTimeout(deadline);
    return answer;
  };
  await ask(task);
  return {
    deliveries: async (events) => (await ask({ events })) as Deliveries,
    close: () => endProcess(child),
  };
}
