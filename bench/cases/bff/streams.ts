import { setTimeout as sleep } from 'node:timers/promises';
import { startBaseline, type Baseline } from '../../baselines/start-baseline.ts';
import type { Benchmark } from '../../benchmark.ts';
import { openEventStreams, type EventStreams } from '../../load/event-streams.ts';
import { putLoad, type LoadResult } from '../../load/load.ts';
import { divideCores } from '../../machine/cores.ts';
import { requireOpenFiles } from '../../machine/open-files.ts';
import { peakMemoryDuring } from '../../machine/peak-memory.ts';
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
    const withBff = async <Result>(measure: (console: Console) => Promise<Result>): Promise<Result> => {
      const bff = await startBff({ issuer, upstream: upstream.url, core: cores.proxy });
      try {
        const sessions = await signInMany(bff.origin, Math.ceil(streams / streamsOfSession), tenants);
        return await measure({ bff, upstream, sessions });
      } finally {
        await bff.close();
      }
    };

    const memory = await withBff(measureMemory);
    const { idle, busy, inTurn, together } = await withBff(measureDelivery);
    const p99Of = (results: readonly LoadResult[]) => median(results.map(({ latencyMs }) => latencyMs.p99));
    return [
      {
        title: `Delivery of an event to ${streams.toLocaleString('en')} streams`,
        head: ['', 'p50 ms', 'p99 ms', 'longest ms'],
        rows: [
          deliveryRow(`to the ${streams / tenants.length} of one tenant after the other's, every ${paceMs} ms`, inTurn),
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
            measured: (memory.peakBytes - memory.beforeBytes) / streams / 1024,
            unit: ' KiB',
            digits: 0,
          }),
          goalRow({
            what: 'delivery, p99',
            bound: 'at most',
            wanted: 300,
            measured: median(inTurn.map(({ p99 }) => p99)),
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
        note: `Memory: the most that a BFF held (on ${memory.result}) while the streams were opened and brought ${rounds} events each, ${mebibytes(memory.peakBytes)} MiB,
without the ${mebibytes(memory.beforeBytes)} of before. The rest: medians of ${rounds} rounds in another process, up to ${streamsOfSession} streams a session; JSON: ${calls.requests.toLocaleString('en')}
calls on ${calls.connections} connections, p99 ${p99Of(idle).toFixed(1)} ms without streams. ${cores.told}`,
      },
    ];
  },
};

interface Console {
  readonly bff: RunningBff;
  readonly upstream: Baseline;
  readonly sessions: readonly Readonly<Record<string, string>>[];
}

/** In a process that has done little else: what it had grown by before, the streams would take without growth. */
async function measureMemory({ bff, upstream, sessions }: Console) {
  await putLoad({ url: jsonOf(bff), headers: sessions, requests: sessions.length, connections: 1 });
  return await peakMemoryDuring(bff.usage, async () => {
    const open = await openAll({ bff, sessions });
    await inRounds(() => deliverInTurn(upstream, open));
    await open.close();
    return bff.database;
  });
}

async function measureDelivery({ bff, upstream, sessions }: Console) {
  const callJson = () => putLoad({ url: jsonOf(bff), headers: sessions, ...calls });
  await callJson();
  const idle = await inRounds(callJson);
  const open = await openAll({ bff, sessions });
  const inTurn = await inRounds(() => deliverInTurn(upstream, open));
  const busy = await inRounds(async () => {
    const [answered] = await Promise.all([callJson(), deliverInTurn(upstream, open)]);
    return answered;
  });
  const together = await inRounds(async () => {
    upstream.tell({ tenants });
    return (await open.deliveries(streams)).latencyMs;
  });
  await open.close();
  return { idle, busy, inTurn, together };
}

function openAll({ bff, sessions }: Pick<Console, 'bff' | 'sessions'>): Promise<EventStreams> {
  const headers = Array.from({ length: streams }, (_, index) => sessions[index % sessions.length] ?? {});
  return openEventStreams({ url: `${bff.origin}/api/export/events`, headers });
}

function jsonOf({ origin }: RunningBff): string {
  return `${origin}/api/export/profiles`;
}

/** One event for each stream, a tenant's at a time. */
async function deliverInTurn(upstream: Baseline, open: EventStreams): Promise<Latency> {
  for (const tenant of tenants) {
    upstream.tell({ tenants: [tenant] });
    await sleep(paceMs);
  }
  return (await open.deliveries(streams)).latencyMs;
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
