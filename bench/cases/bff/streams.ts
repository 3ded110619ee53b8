import { setTimeout as sleep } from 'node:timers/promises';
import { startBaseline, type Baseline } from '../../baselines/start-baseline.ts';
import type { Benchmark } from '../../benchmark.ts';
import { openEventStreams } from '../../load/event-streams.ts';
import { putLoad, type LoadResult } from '../../load/load.ts';
import { divideCores } from '../../machine/cores.ts';
import { requireOpenFiles } from '../../machine/open-files.ts';
import { goalHead, goalRow } from '../../measure/goal.ts';
import { median } from '../../measure/statistics.ts';
import { startIssuer } from '../../stack/issuer.ts';
import { signInMany } from '../../stack/sign-in-at-issuer.ts';
import { startBff, type RunningBff } from '../../stack/start-bff.ts';

const streams = 5_000;
/** As many as one may have open. */
const streamsOfSession = 24;
const tenants = Array.from({ length: 20 }, (_, index) => `tenant-${index}`);
const rounds = 5;
/** Between the events of two tenants. */
const paceMs = 100;
/** A quiet page's worth: enough for a p99, far from what the BFF could answer. */
const calls = { requests: 2_000, connections: 4 };

export const benchmark: Benchmark = {
  summary: 'open event streams: memory of each, delivery of events, JSON calls beside them',
  async run() {
    requireOpenFiles(2 * streams);
    using cores = divideCores();
    await using held = new AsyncDisposableStack();
    const issuer = await startIssuer({ binds: true });
    held.defer(() => issuer.close());
    const upstream = await startBaseline('upstream');
    held.defer(() => upstream.close());
    const bff = await startBff({ issuer, upstream: upstream.url, core: cores.proxy });
    held.defer(() => bff.close());
    const sessions = await signInMany(bff.origin, Math.ceil(streams / streamsOfSession), tenants);

    await callJson(bff, sessions);
    const idle = await inRounds(() => callJson(bff, sessions));
    const idleBytes = bff.usage.residentBytes();
    const open = await openEventStreams({
      url: `${bff.origin}/api/export/events`,
      headers: Array.from({ length: streams }, (_, index) => sessions[index % sessions.length] ?? {}),
    });
    held.defer(() => open.close());

    const delivered = await inRounds(async () => {
      await tellInTurn(upstream);
      return (await open.deliveries(streams)).latencyMs;
    });
    const openBytes = bff.usage.residentBytes();
    const busy = await inRounds(async () => {
      const [answered] = await Promise.all([callJson(bff, sessions), tellInTurn(upstream)]);
      await open.deliveries(streams);
      return answered;
    });
    const together = await inRounds(async () => {
      upstream.tell({ tenants });
      return (await open.deliveries(streams)).latencyMs;
    });

    const p99Of = (results: readonly LoadResult[]) => median(results.map(({ latencyMs }) => latencyMs.p99));
    const kibibytes = (openBytes - idleBytes) / streams / 1024;
    return [
      {
        title: `Delivery of an event to ${streams.toLocaleString('en')} streams`,
        head: ['', 'p50 ms', 'p99 ms', 'longest ms'],
        rows: [
          deliveryRow(
            `to the ${streams / tenants.length} of one tenant after the other's, every ${paceMs} ms`,
            delivered,
          ),
          deliveryRow('to all in the same moment', together),
        ],
      },
      {
        title: 'Goals',
        head: goalHead,
        rows: [
          goalRow({
            what: 'memory of a stream',
            bound: 'at most',
            wanted: 96,
            measured: kibibytes,
            unit: ' KiB',
            digits: 0,
          }),
          goalRow({
            what: 'delivery, p99',
            bound: 'at most',
            wanted: 300,
            measured: median(delivered.map(({ p99 }) => p99)),
            unit: ' ms',
            digits: 0,
          }),
          goalRow({
            what: 'JSON p99 while events are delivered, to idle',
            bound: 'at most',
            wanted: 2,
            measured: p99Of(busy) / p99Of(idle),
          }),
        ],
        note: `Medians of ${rounds} rounds. ${sessions.length} sessions, up to ${streamsOfSession} streams each. Memory: resident bytes of the BFF (on ${bff.database}), ${mebibytes(idleBytes)} MiB
before the first stream, ${mebibytes(openBytes)} with all open and ${rounds} events on each. JSON: ${calls.requests.toLocaleString('en')} calls on ${calls.connections} connections, p99 ${p99Of(idle).toFixed(1)} ms
without streams. ${cores.told}`,
      },
    ];
  },
};

/** One event for each tenant, evenly spread. */
async function tellInTurn(upstream: Baseline): Promise<void> {
  for (const tenant of tenants) {
    upstream.tell({ tenants: [tenant] });
    await sleep(paceMs);
  }
}

function callJson({ origin }: RunningBff, headers: readonly Readonly<Record<string, string>>[]): Promise<LoadResult> {
  return putLoad({ url: `${origin}/api/export/profiles`, headers, ...calls });
}

async function inRounds<Result>(work: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  while (results.length < rounds) results.push(await work());
  return results;
}

interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

function deliveryRow(what: string, latencies: readonly Latency[]): string[] {
  const shown = (quantity: keyof Latency) => median(latencies.map((latency) => latency[quantity])).toFixed(0);
  return [what, shown('p50'), shown('p99'), shown('max')];
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
