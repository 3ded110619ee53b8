import { startBaseline } from '../baselines/start-baseline.ts';
import type { Benchmark } from '../benchmark.ts';
import { putLoad } from '../load/load.ts';
import { measureInRounds } from '../measure/rounds.ts';
import { median, pairedRatio } from '../measure/statistics.ts';
import { signIn, type SignedIn } from '../stack/sign-in.ts';
import { startStack } from '../stack/start-stack.ts';
import { temporaryFolder } from '../stack/temporary-folder.ts';

const requests = 5_000;
const connections = 30;
const users = ['operator', 'admin', 'responder', 'officer', 'viewer'];
/** An operation of the contract, so that the BFF lets it through; the upstream of the comparison answers anything. */
const path = '/api/export/profiles';

export const benchmark: Benchmark = {
  summary: 'JSON requests through the BFF, beside plain proxies, all in front of the same upstream',
  async run() {
    await using folder = await temporaryFolder();
    const upstream = await startBaseline('upstream');
    const pipe = await startBaseline('pipe', upstream.url);
    const middleware = await startBaseline('http-proxy-middleware', upstream.url);
    const stack = await startStack({
      dataDir: folder.path,
      args: ['--roles=bff,authority'],
      env: { EXPORT_CENTER_URL: upstream.url },
    });
    try {
      const sessions = await signInAll(stack.origin);
      const latencies: Record<string, number[]> = {};
      const rate = (name: string, origin: string) => async () => {
        const load = { url: `${origin}${path}`, headers: sessions, requests, connections };
        const { requestsPerSecond, latencyMs } = await putLoad(load);
        (latencies[name] ??= []).push(latencyMs.p99);
        return requestsPerSecond;
      };
      const candidates = {
        'upstream itself': rate('upstream itself', upstream.url),
        'node:http pipe': rate('node:http pipe', pipe.url),
        'http-proxy-middleware': rate('http-proxy-middleware', middleware.url),
        'the BFF': rate('the BFF', stack.origin),
      };
      const samples = await measureInRounds(candidates);
      return [
        {
          title: 'GET of 1 KiB of JSON',
          head: ['', 'requests/s', 'to plain middleware', 'p99 ms'],
          rows: Object.entries(samples).map(([name, rates]) => [
            name,
            Math.round(median(rates)).toLocaleString('en'),
            `× ${pairedRatio(rates, samples['http-proxy-middleware']).toFixed(2)}`,
            median(latencies[name] ?? []).toFixed(1),
          ]),
          note: `Medians of 5 rounds of ${requests} requests on ${connections} connections. The BFF checks the session, the
route, the tenant and the headers of each request and signs a DPoP proof; the plain proxies check nothing.`,
        },
      ];
    } finally {
      await Promise.all([stack.close(), middleware.close(), pipe.close(), upstream.close()]);
    }
  },
};

/** One session a connection, because the BFF counts the requests of each; spread over users, who may have ten each. */
async function signInAll(origin: string): Promise<SignedIn['headers'][]> {
  const sessions = [];
  for (let index = 0; index < connections; index += 1) {
    sessions.push(await signIn(origin, users[index % users.length] ?? '', 'acme'));
  }
  return sessions.map(({ headers }) => headers);
}
