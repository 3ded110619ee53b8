import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request as it arrived at the upstream. */
export interface Arrival {
  readonly method: string;
  /** Path and query, byte for byte. */
  readonly url: string;
  /** As sent, doubled names and all. */
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Behaviour = (request: IncomingMessage, response: ServerResponse, arrival: Arrival) => void;

/** Stands for both services: records what arrives, and answers as it is told to. */
export interface EchoUpstream {
  readonly url: string;
  readonly arrivals: Arrival[];
  /** How to answer from now on; without a word `{}`. */
  answer(behaviour: Behaviour): void;
  /** The next request, as soon as its head has arrived. */
  begun(): Promise<IncomingMessage>;
  /** Forgets what arrived, answers `{}` again. */
  reset(): void;
  close(): Promise<void>;
}

const answerEmpty: Behaviour = (_request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
};

export async function startEchoUpstream(): Promise<EchoUpstream> {
  const arrivals: Arrival[] = [];
  let behaviour = answerEmpty;
  let begun = Promise.withResolvers<IncomingMessage>();
  const server = createServer((request, response) => {
    begun.resolve(request);
    void buffer(request).then(
      (bytes) => {
        const { method = '', url = '', rawHeaders, headers } = request;
        const arrival = { method, url, rawHeaders, headers, body: bytes.toString() };
        arrivals.push(arrival);
        behaviour(request, response, arrival);
      },
      () => undefined,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    arrivals,
    answer: (told) => void (behaviour = told),
    begun() {
      begun = Promise.withResolvers();
      return begun.promise;
    },
    reset() {
      arrivals.length = 0;
      behaviour = answerEmpty;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
