// Preloaded into a process that a benchmark watches (`--import`): see event-loop-delay.ts. SIGUSR2 begins anew.
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const file = process.env['EVENT_LOOP_DELAY_FILE'];

if (isMainThread && file !== undefined) {
  const resolutionMs = 5;
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  // The histogram counts from one look to the next; what lies above the resolution is delay.
  const milliseconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
  const write = () => {
    const { max } = histogram;
    const delays = { p50: histogram.percentile(50), p99: histogram.percentile(99), max };
    const shown = Object.fromEntries(Object.entries(delays).map(([name, value]) => [name, milliseconds(value)]));
    writeFileSync(`${file}.new`, JSON.stringify(shown));
    renameSync(`${file}.new`, file);
  };
  process.on('SIGUSR2', () => {
    histogram.reset();
    write();
  });
  setInterval(write, 1_000).unref();
}
