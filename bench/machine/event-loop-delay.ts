import { readFile } from 'node:fs/promises';

/** Environment of a Node process that writes the delays of its event loop to the file, once a second and at its end. */
export function watchingEventLoop(file: string): NodeJS.ProcessEnv {
  const recorder = new URL('./record-event-loop-delay.ts', import.meta.url).href;
  return {
    NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${recorder}`.trim(),
    EVENT_LOOP_DELAY_FILE: file,
  };
}

/** Milliseconds since the process began or `restart` was asked for. */
export interface EventLoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export async function readEventLoopDelay(file: string): Promise<EventLoopDelay> {
  return JSON.parse(await readFile(file, 'utf8')) as EventLoopDelay;
}
