import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What the kernel says about a process of this machine (proc(5)). */
export interface ProcessUsage {
  /** CPU time since its start, user and system, all threads; in steps of a clock tick, mostly 10 ms. */
  cpuSeconds(): number;
  /** Memory that is in RAM now. */
  residentBytes(): number;
}

let ticksPerSecond: number | undefined;

export function usageOf(pid: number): ProcessUsage {
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  const perSecond = ticksPerSecond;
  return {
    cpuSeconds: () => cpuTicksOf(readFileSync(`/proc/${pid}/stat`, 'utf8')) / perSecond,
    residentBytes: () => residentBytesOf(readFileSync(`/proc/${pid}/status`, 'utf8')),
  };
}

/** utime and stime, fields 14 and 15 of `/proc/<pid>/stat`; the second field, the name, may hold blanks and brackets. */
export function cpuTicksOf(stat: string): number {
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(afterName[11]) + Number(afterName[12]);
}

export function residentBytesOf(status: string): number {
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
}
