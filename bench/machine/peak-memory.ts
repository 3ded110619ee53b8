import type { ProcessUsage } from './process-usage.ts';

/** Watches the resident memory of a process while something runs. */
export async function peakMemoryDuring<Result>(
  usage: ProcessUsage,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly beforeBytes: number; readonly peakBytes: number }> {
  const beforeBytes = usage.residentBytes();
  let peakBytes = beforeBytes;
  const look = () => (peakBytes = Math.max(peakBytes, usage.residentBytes()));
  const timer = setInterval(look, 50);
  try {
    const result = await work();
    look();
    return { result, beforeBytes, peakBytes };
  } finally {
    clearInterval(timer);
  }
}
