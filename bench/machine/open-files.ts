import { readFileSync } from 'node:fs';

/** What a process needs besides its connections. */
const others = 200;

/**
 * Node raises its own limit of open files to the hard one, which only an administrator can raise.
 * @throws where a process may not have so many connections
 */
export function requireOpenFiles(connections: number): void {
  const hard = hardLimitOf(readFileSync('/proc/self/limits', 'utf8'));
  const needed = connections + others;
  if (hard >= needed) return;
  throw new Error(
    `This needs ${needed} open files in a process and may have ${hard}; raise the hard limit (ulimit -Hn).`,
  );
}

export function hardLimitOf(limits: string): number {
  const hard = /^Max open files +\S+ +(\S+)/m.exec(limits)?.[1];
  return hard === 'unlimited' ? Infinity : Number(hard);
}
