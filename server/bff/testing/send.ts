import { request as startRequest, type Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body read as a JSON object. */
  json(): Record<string, unknown>;
}

export interface Sending {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  /** Keeps connections; without it each request has its own. */
  readonly agent?: Agent;
}

/**
 * One request exactly as told: `fetch` would add Fetch Metadata of its own and normalise the path. Rejects where the
 * answer is cut off.
 */
export function send(
  origin: string,
  path: string,
  { method = 'GET', headers = {}, body, agent }: Sending = {},
): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = startRequest({ hostname, port, path, method, headers, agent: agent ?? false }, (response) => {
    const pieces: Buffer[] = [];
    response.on('data', (piece: Buffer) => pieces.push(piece));
    response.on('error', reject);
    response.on('end', () => {
      const text = Buffer.concat(pieces).toString();
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: text,
        json: () => JSON.parse(text) as Record<string, unknown>,
      });
    });
  });
  request.on('error', reject);
  request.end(body);
  return promise;
}

/** Raw bytes to a server; resolves with all that it answers until it closes. */
export function sendRaw(origin: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
  let received = '';
  socket.setEncoding('latin1');
  socket.on('data', (piece: string) => (received += piece));
  socket.on('error', reject);
  socket.on('close', () => resolve(received));
  return promise;
}
