import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export const slowWays = {
  headers: ['-H', '-i', '1', '-t', 'GET'],
  body: ['-B', '-i', '1', '-s', '8192', '-t', 'POST'],
  // Some bytes now and then of an answer that does not fit into what the system buffers.
  read: ['-X', '-w', '512', '-y', '1024', '-n', '5', '-z', '32', '-k', '3'],
} as const;

export interface SlowAttack {
  readonly url: string;
  readonly way: keyof typeof slowWays;
  readonly connections: number;
  /** Gives up after this time; it ends by itself when all its connections have been closed. */
  readonly seconds: number;
}

/** Runs Debian's `slowhttptest`; resolves with what it says at its end. Call `requireProgram('slowhttptest')` first. */
export async function attackSlowly({ url, way, connections, seconds }: SlowAttack): Promise<string> {
  const count = String(connections);
  const args = [...slowWays[way], '-c', count, '-r', count, '-p', '5', '-l', String(seconds), '-u', url];
  const child = spawn('slowhttptest', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return said;
}

/** Calls one after the other until `ended`; resolves with what became of each, in milliseconds where it succeeded. */
export async function callMeanwhile(ended: Promise<unknown>, call: () => Promise<{ status: number }>) {
  const durations: number[] = [];
  const failures: unknown[] = [];
  const attack = { isOver: false };
  void ended.finally(() => (attack.isOver = true));
  while (!attack.isOver) {
    const startedAt = performance.now();
    const outcome = await call().then(({ status }) => status, String);
    if (outcome === 200) durations.push(performance.now() - startedAt);
    else failures.push(outcome);
  }
  return { durations, failures };
}
