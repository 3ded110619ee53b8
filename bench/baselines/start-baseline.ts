import { fork } from 'node:child_process';
import { once } from 'node:events';
import { projectPath } from '../../scripts/bootstrap/project.mjs';

export interface Baseline {
  /** http://127.0.0.1:<port> */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a server of bench/baselines in a process of its own, on a free port.
 * @param args for a proxy, the address of its upstream
 */
export async function startBaseline(name: string, ...args: string[]): Promise<Baseline> {
  const child = fork(projectPath('bench', 'baselines', `${name}.ts`), args);
  const [port] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`${name} ended before it listened`);
    }),
  ])) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
