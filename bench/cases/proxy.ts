import { startBaseline } from '../baselines/start-baseline.ts';
import type { Benchmark } from '../benchmark.ts';
import { putLoad } from '../load/load.ts';
import { measureInRounds } from '../measure/rounds.ts';
import { median, pairedRatio } from '../measure/statistics.ts';

const requests = 5_000;
const connections = 16;

export const benchmark: Benchmark = {
  summary: 'JSON requests through the proxies',
  async run() {
    const upstream = await startBaseline('upstream');
    const pipe = await startBaseline('pipe', upstream.url);
    const middleware = await startBaseline('http-proxy-middleware', upstream.url);
    const rate = (url: string) => async () => (await putLoad({ url, requests, connections })).requestsPerSecond;
    const samples = await measureInRounds({
      upstream: rate(upstream.url),
      pipe: rate(pipe.url),
      middleware: rate(middleware.url),
    });
    await Promise.all([middleware.close(), pipe.close(), upstream.close()]);
    return [
      {
        title: 'JSON requests per second',
        head: ['', 'requests/s', 'ratio'],
        rows: Object.entries(samples).map(([name, values]) => [
          name,
          Math.round(median(values)).toLocaleString('en'),
          pairedRatio(values, samples.middleware).toFixed(2),
        ]),
      },
    ];
  },
};
