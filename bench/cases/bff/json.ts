import { startBaseline } from '../../baselines/start-baseline.ts';
import type { Benchmark } from '../../benchmark.ts';
import { putLoad } from '../../load/load.ts';
import { divideCores } from '../../machine/cores.ts';
import { usageOf, type ProcessUsage } from '../../machine/process-usage.ts';
import { goalHead, goalRow } from '../../measure/goal.ts';
import { measureInRounds } from '../../measure/rounds.ts';
import { median, pairedRatio } from '../../measure/statistics.ts';
import { startIssuer } from '../../stack/issuer.ts';
import { signInMany } from '../../stack/sign-in-at-issuer.ts';
import { startBff } from '../../stack/start-bff.ts';

const requests = 4_000;
const connections = 30;
/** An operation of the contract, so that the BFF lets it through; the upstream answers anything. */
const path = '/api/export/profiles';

interface Sample {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
  readonly cpuMicroseconds: number;
}

const names = ['bare', 'dpop', 'bearer'] as const;
type Name = (typeof names)[number];

const shownNames: Readonly<Record<Name, string>> = {
  bare: 'Express + http-proxy-middleware',
  dpop: 'the BFF, DPoP tokens',
  bearer: 'the BFF, Bearer tokens',
};

export const benchmark: Benchmark = {
  summary: 'JSON calls through the BFF, beside Express with http-proxy-middleware and nothing else',
  async run() {
    using cores = divideCores();
    await using held = new AsyncDisposableStack();
    const upstream = closing(await startBaseline('upstream'));
    const bare = closing(await startBaseline('http-proxy-middleware', { upstream: upstream.url, core: cores.proxy }));
    const dpop = await startCandidate(true);
    const bearer = await startCandidate(false);

    const samples = await measureInRounds<Name, Sample>({
      bare: () => measure(bare.url, usageOf(bare.pid)),
      dpop: () => measure(dpop.origin, dpop.usage, dpop.sessions),
      bearer: () => measure(bearer.origin, bearer.usage, bearer.sessions),
    });
    const of = (name: Name, quantity: keyof Sample) => samples[name].map((sample) => sample[quantity]);
    const ratio = (name: Name, quantity: keyof Sample) => pairedRatio(of(name, quantity), of('bare', quantity));
    const goal = (name: Name, wanted: number) =>
      goalRow({
        what: `${shownNames[name]}: throughput, to bare`,
        bound: 'at least',
        wanted,
        measured: ratio(name, 'requestsPerSecond'),
      });
    return [
      {
        title: 'GET of 1 KiB of JSON',
        head: ['', 'requests/s', 'to bare', 'p99 ms', 'CPU µs', 'to bare'],
        rows: names.map((name) => [
          shownNames[name],
          Math.round(median(of(name, 'requestsPerSecond'))).toLocaleString('en'),
          `× ${ratio(name, 'requestsPerSecond').toFixed(2)}`,
          median(of(name, 'p99Ms')).toFixed(1),
          median(of(name, 'cpuMicroseconds')).toFixed(0),
          `× ${(1 / ratio(name, 'cpuMicroseconds')).toFixed(2)}`,
        ]),
        note: `Medians of ${samples.bare.length} interleaved rounds of ${requests} requests on ${connections} connections, a session each; the BFF on
${dpop.database}, its log at info. CPU: user and system time of the whole proxy process for one request, which a busy
machine distorts less. ${cores.told}`,
      },
      { title: 'Goals', head: goalHead, rows: [goal('dpop', 0.4), goal('bearer', 0.75)] },
    ];

    function closing<Closable extends { close(): Promise<void> }>(closable: Closable): Closable {
      held.defer(() => closable.close());
      return closable;
    }

    async function startCandidate(binds: boolean) {
      const issuer = closing(await startIssuer({ binds }));
      const bff = closing(await startBff({ issuer, upstream: upstream.url, core: cores.proxy }));
      return { ...bff, sessions: await signInMany(bff.origin, connections) };
    }
  },
};

async function measure(
  origin: string,
  usage: ProcessUsage,
  headers: readonly Readonly<Record<string, string>>[] = [],
): Promise<Sample> {
  const before = usage.cpuSeconds();
  const { requestsPerSecond, latencyMs } = await putLoad({ url: `${origin}${path}`, headers, requests, connections });
  const cpuMicroseconds = ((usage.cpuSeconds() - before) / requests) * 1e6;
  return { requestsPerSecond, p99Ms: latencyMs.p99, cpuMicroseconds };
}
