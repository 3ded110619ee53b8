// Child process of load.ts: reads a Load from stdin, puts it on and prints the LoadResult.
import { quantile } from '../measure/statistics.ts';
import { openConnection } from './connection.ts';
import type { Load, LoadResult } from './load.ts';
import { getRequest, loopbackUrl } from './loopback.ts';
import { answerTask } from './answer-task.ts';

await answerTask(generate);

async function generate({ url, headers = [], requests, connections }: Load): Promise<LoadResult> {
  const target = loopbackUrl(url);
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(target)));
  const latencies: number[] = [];
  let left = requests;
  const started = performance.now();
  await Promise.all(
    open.map(async (connection, index) => {
      const request = getRequest(target, headers[index % headers.length]);
      while (left > 0) {
        left -= 1;
        const sent = performance.now();
        const status = await connection.exchange(request);
        if (status !== 200) throw new Error(`answer ${status}`);
        latencies.push(performance.now() - sent);
      }
      connection.close();
    }),
  );
  return {
    requestsPerSecond: (requests / (performance.now() - started)) * 1000,
    latencyMs: { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
  };
}
