// Child process of event-streams.ts. Asked to open streams it answers when all are open; asked for a number of events,
// when so many have come.
import { connect } from 'node:net';
import { quantile } from '../measure/statistics.ts';
import { EventReader } from './event-reader.ts';
import type { Deliveries, StreamsToOpen } from './event-streams.ts';
import { addressOf, getRequest, loopbackUrl } from './loopback.ts';

/** Connections that are opened at the same time: a whole console's users do not come in one millisecond. */
const atOnce = 50;

let latencies: number[] = [];
let wanted = Infinity;

process.on('message', (question: StreamsToOpen | { events: number }) => {
  if ('events' in question) {
    wanted = question.events;
    answerWhenAllCame();
  } else {
    openAll(question).then(() => process.send?.({}), fail);
  }
});

async function openAll({ url, headers }: StreamsToOpen): Promise<void> {
  const target = loopbackUrl(url);
  const left = headers.map((each) => getRequest(target, each));
  const openNext = async (): Promise<void> => {
    for (let request = left.pop(); request; request = left.pop()) await open(target, request);
  };
  await Promise.all(Array.from({ length: atOnce }, openNext));
}

function open(target: URL, request: Buffer): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const reader = new EventReader();
  const socket = connect(addressOf(target), () => socket.write(request));
  socket.on('data', (piece: Buffer) => {
    try {
      take(reader.read(piece));
    } catch (error) {
      fail(error);
    }
    if (reader.opened) resolve(undefined);
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('a stream was ended by the server')));
  return promise;
}

function take(times: readonly bigint[]): void {
  if (times.length === 0) return;
  const now = process.hrtime.bigint();
  for (const sentAt of times) latencies.push(Number(now - sentAt) / 1e6);
  answerWhenAllCame();
}

function answerWhenAllCame(): void {
  if (latencies.length < wanted) return;
  const deliveries: Deliveries = {
    events: latencies.length,
    latencyMs: { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), max: quantile(latencies, 1) },
  };
  latencies = [];
  wanted = Infinity;
  process.send?.(deliveries);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
