import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** How the cores of this machine are shared out between the proxy under test and everything else. */
export interface Cores extends Disposable {
  /** For `startProcess`: the one core of the proxy. Undefined where it could not be pinned. */
  readonly proxy: number | undefined;
  /** A sentence for the notes of the tables. */
  readonly told: string;
}

/**
 * Keeps this process, and what it starts from now on, off the core that is for the proxy under test, until disposed.
 * Needs `taskset` (util-linux) and two cores; without them nothing is pinned, and `told` says so.
 */
export function divideCores(): Cores {
  const allowed = allowedCores();
  const [proxy, ...others] = coresOf(allowed);
  if (proxy === undefined || others.length === 0) return unpinned('there is one core only');
  try {
    moveThisProcess(others.join(','));
  } catch {
    return unpinned('there is no taskset (util-linux) on this machine');
  }
  return {
    proxy,
    told: `The proxy under test has core ${proxy} to itself among the benchmark's processes; upstream, issuer and load run on core ${others.join(', ')}.`,
    [Symbol.dispose]: () => moveThisProcess(allowed),
  };
}

function unpinned(why: string): Cores {
  return { proxy: undefined, told: `Nothing is pinned to a core: ${why}.`, [Symbol.dispose]: () => undefined };
}

/** `0-3,8` is 0, 1, 2, 3 and 8 (cpuset(7), list format). */
export function coresOf(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

function allowedCores(): string {
  return /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
}

function moveThisProcess(cores: string): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(process.pid)], { stdio: 'ignore' });
}
