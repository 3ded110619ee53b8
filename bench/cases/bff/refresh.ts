import { startBaseline } from '../../baselines/start-baseline.ts';
import type { Benchmark } from '../../benchmark.ts';
import { putLoad } from '../../load/load.ts';
import { divideCores } from '../../machine/cores.ts';
import { requireOpenFiles } from '../../machine/open-files.ts';
import { goalHead, goalRow } from '../../measure/goal.ts';
import { startIssuer } from '../../stack/issuer.ts';
import { signInMany } from '../../stack/sign-in-at-issuer.ts';
import { startBff } from '../../stack/start-bff.ts';

const sessions = 1_000;
const callsOfSession = 10;
const calls = sessions * callsOfSession;
const expiredSeconds = 1;

export const benchmark: Benchmark = {
  summary: 'sessions whose access tokens have expired, all at once, each with several calls at the same time',
  async run() {
    // A call each, and each session's refresh; the BFF has a few hundred connections to an upstream.
    requireOpenFiles(calls + 2 * sessions);
    using cores = divideCores();
    await using held = new AsyncDisposableStack();
    const issuer = await startIssuer({ binds: true });
    held.defer(() => issuer.close());
    const upstream = await startBaseline('upstream');
    held.defer(() => upstream.close());
    const bff = await startBff({ issuer, upstream: upstream.url, core: cores.proxy });
    held.defer(() => bff.close());

    issuer.accessTokenSeconds = expiredSeconds;
    const headers = await signInMany(bff.origin, sessions);
    await expiry();
    issuer.accessTokenSeconds = 3600;
    const before = issuer.refreshes();
    const cpuBefore = bff.usage.cpuSeconds();
    const load = { url: `${bff.origin}/api/export/profiles`, headers, requests: calls, connections: calls };
    const { requestsPerSecond, latencyMs } = await putLoad(load);
    return [
      {
        title: 'Goals',
        head: goalHead,
        rows: [
          goalRow({
            what: `refreshes at the issuer for ${sessions.toLocaleString('en')} sessions with ${callsOfSession} parallel calls each`,
            bound: 'exactly',
            wanted: sessions,
            measured: issuer.refreshes() - before,
            digits: 0,
          }),
        ],
        note: `All ${calls.toLocaleString('en')} calls at once on as many connections, all answered with 200, in ${(calls / requestsPerSecond).toFixed(1)} s; p50 ${latencyMs.p50.toFixed(0)} ms,
p99 ${latencyMs.p99.toFixed(0)} ms; ${(bff.usage.cpuSeconds() - cpuBefore).toFixed(1)} s of CPU time in the BFF, on ${bff.database}. ${cores.told}`,
      },
    ];
  },
};

/** Until the newest token has expired too. */
function expiry(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, expiredSeconds * 1000));
}
