import { readFile } from 'node:fs/promises';

/** What a tap stands in front of. */
export type TapName = 'console' | 'authority' | 'export-center' | 'evidence-locker';

export type HeaderPair = readonly [name: string, value: string];

/** A request, as it came over the wire. */
export interface BegunExchange {
  readonly kind: 'begun';
  readonly id: number;
  readonly tap: TapName;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly requestHeaders: readonly HeaderPair[];
}

/** What followed, when it is over; bodies in Base64, the answer's encoded as its `Content-Encoding` says. */
export interface EndedExchange {
  readonly kind: 'ended';
  readonly id: number;
  readonly requestBody: string;
  readonly status: number;
  readonly answerHeaders: readonly HeaderPair[];
  readonly answerBody: string;
}

/** A line of `traffic.jsonl`. */
export type TrafficLine = BegunExchange | EndedExchange;

export interface Exchange extends Omit<BegunExchange, 'kind'> {
  /** Undefined while it runs, or where there was no answer. */
  readonly ended: EndedExchange | undefined;
}

/** All exchanges so far, in the order in which they began. */
export async function readExchanges(file: string): Promise<Exchange[]> {
  const lines = await readJsonLines<TrafficLine>(file);
  const ended = new Map(lines.flatMap((line) => (line.kind === 'ended' ? [[line.id, line]] : [])));
  return lines.flatMap((line) => (line.kind === 'begun' ? [{ ...line, ended: ended.get(line.id) }] : []));
}

/** The last line may be half written: it is left out. */
export async function readJsonLines<Line>(file: string): Promise<Line[]> {
  const text = await readFile(file, 'utf8');
  const lines = text.split('\n').slice(0, -1);
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
}

/** The first value of a header. */
export function headerOf(headers: readonly HeaderPair[], name: string): string | undefined {
  return headers.find(([given]) => given.toLowerCase() === name)?.[1];
}
