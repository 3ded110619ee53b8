// Child process of load.ts: reads a Load from stdin, puts it on and prints the LoadResult.
import { text } from 'node:stream/consumers';
import { quantile } from '../measure/statistics.ts';
import { openConnection } from './connection.ts';
import type { Load, LoadResult } from './load.ts';

const loopback = ['localhost', '127.0.0.1', '[::1]'];

try {
  process.stdout.write(JSON.stringify(await generate(JSON.parse(await text(process.stdin)) as Load)));
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function generate({ url, headers = [], requests, connections }: Load): Promise<LoadResult> {
  const target = new URL(url);
  if (target.protocol !== 'http:' || !loopback.includes(target.hostname)) {
    throw new Error(`${url} is not on this machine`);
  }
  const latencies: number[] = [];
  let left = requests;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: Math.min(connections, requests) }, async (_, index) => {
      const request = requestTo(target, headers[index % headers.length]);
      const connection = await openConnection(target);
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

function requestTo({ pathname, search, host }: URL, headers: Readonly<Record<string, string>> = {}): Buffer {
  const fields = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\n${fields.join('')}\r\n`);
}
