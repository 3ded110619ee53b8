import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { startProcess } from '../machine/start-process.ts';

/** No load of these benchmarks takes so long, on whatever machine. */
const deadlineMs = 300_000;

/**
 * Runs a generator of load in a process of its own: it reads its task from stdin and prints its result, both JSON.
 * @throws with what it wrote to stderr, where it fails
 */
export async function runGenerator<Result>(script: string, task: object): Promise<Result> {
  const child = startProcess(script, [], { stdio: ['pipe', 'pipe', 'pipe'] });
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('The generator has no pipes');
  const deadline = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
  stdin.end(JSON.stringify(task));
  const [output, errors] = await Promise.all([text(stdout), text(stderr), once(child, 'close')]);
  clearTimeout(deadline);
  if (child.signalCode !== null) throw new Error(`The load did not end by itself (${child.signalCode})`);
  if (child.exitCode !== 0) throw new Error(`The load failed: ${errors.trim()}`);
  return JSON.parse(output) as Result;
}
