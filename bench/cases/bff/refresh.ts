import { startBaseline } from '../../baselines/start-baseline.ts';
import type { Benchmark } from '../../benchmark.ts';
import { putLoad } from '../../load/load.ts';
import { divideCores } from '../../machine/cores.ts';
import { goalHead, goalRow } from '../../measure/goal.ts';
import { startIssuer } from '../../stack/issuer.ts';
import { signInMany } from '../../stack/sign-in-at-issuer.ts';
import { startBff } from '../../stack/start-bff.ts';

const sessions = 1_000;
const callsOfSession = 10;
/** Sessions that call at the same time: ten thousand requests in one moment would be a benchmark of waiting. */
const sessionsAtOnce = 100;
const expiredSeconds = 1;

export const benchmark: Benchmark = {
  summary: 'sessions whose access tokens have expired, each with several calls at the same time',
  async run() {
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
    const started = performance.now();
    const p99Ms: number[] = [];
    for (let first = 0; first < sessions; first += sessionsAtOnce) {
      p99Ms.push(await callInParallel(bff.origin, headers.slice(first, first + sessionsAtOnce)));
    }
    const seconds = (performance.now() - started) / 1000;
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
        note: `The calls of ${sessionsAtOnce} sessions at once, all answered with 200; ${seconds.toFixed(1)} s for all, the slowest hundred's p99 ${Math.max(...p99Ms).toFixed(0)} ms;
${(bff.usage.cpuSeconds() - cpuBefore).toFixed(1)} s of CPU time in the BFF, on ${bff.database}. ${cores.told}`,
      },
    ];
  },
};

/** @returns p99 of the answers, ms */
async function callInParallel(origin: string, headers: Readonly<Record<string, string>>[]): Promise<number> {
  const calls = headers.length * callsOfSession;
  const load = { url: `${origin}/api/export/profiles`, headers, requests: calls, connections: calls };
  return (await putLoad(load)).latencyMs.p99;
}

/** Until the newest token has expired too. */
function expiry(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, expiredSeconds * 1000));
}
