import { once } from 'node:events';
import { projectPath } from '../../scripts/bootstrap/project.mjs';
import { endProcess, startProcess } from '../machine/start-process.ts';

export interface Baseline {
  /** http://127.0.0.1:<port> */
  readonly url: string;
  readonly pid: number;
  /** To its `process.on('message')`. */
  tell(message: object): void;
  close(): Promise<void>;
}

export interface BaselineOptions {
  /** For a proxy, the address of its upstream. */
  readonly upstream?: string;
  readonly core?: number | undefined;
}

/** Starts a server of bench/baselines in a process of its own, on a free port. */
export async function startBaseline(name: string, { upstream, core }: BaselineOptions = {}): Promise<Baseline> {
  const script = projectPath('bench', 'baselines', `${name}.ts`);
  const args = upstream === undefined ? [] : [upstream];
  const child = startProcess(script, args, { core, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [port] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`${name} ended before it listened`);
    }),
  ])) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    tell: (message) => void child.send(message),
    close: () => endProcess(child),
  };
}
