import { Agent as HttpAgent, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Request, Response } from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import type { Transport } from '../../contracts/operation.ts';
import type { Upstream } from './upstream.ts';

/** What is done with a request that is on its way. */
export interface Passage {
  /** The call has a socket; nothing was sent yet. */
  onCall(call: ClientRequest): void;
  onAnswer(answer: IncomingMessage): void;
  onError(error: unknown): void;
}

/** Sends a request, whose `headers` and `url` are those for the upstream by now. */
export type SendOn = (request: Request, response: Response, passage: Passage) => void;

/** Streams stay open for hours: they must not use up the sockets that JSON calls need. */
const mostSockets: Readonly<Record<Transport, number>> = { json: 512, events: Infinity, download: 1024 };

/** Servers close idle connections after 5 s and more; a shorter `Keep-Alive: timeout=…` of theirs is kept too. */
const idleSocketMs = 4_000;

/**
 * http-proxy-middleware for one upstream and one way of answering. It moves bytes and nothing else: headers are rebuilt
 * before, answers are written by the passage, and none of its own plugins runs. No security work in its hooks: `proxyReq`
 * does not fire for every request (docs/architecture.md).
 */
export function createSendOn(upstream: Upstream, transport: Transport): SendOn {
  const passages = new WeakMap<IncomingMessage, Passage>();
  const options = {
    keepAlive: true,
    maxSockets: mostSockets[transport],
    maxFreeSockets: 64,
    timeout: idleSocketMs,
  };
  const proxy = createProxyMiddleware<Request, Response>({
    target: upstream.url.href,
    agent: upstream.url.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options),
    selfHandleResponse: true,
    secure: true,
    followRedirects: false,
    ejectPlugins: true,
    plugins: [
      (server) => {
        server.on('proxyReq', (call, request) => passages.get(request)?.onCall(call));
        server.on('proxyRes', (answer, request) => takeAnswer(passages.get(request), answer));
        server.on('error', (error, request) => request && passages.get(request)?.onError(error));
        server.on('econnreset', (error, request) => passages.get(request)?.onError(error));
      },
    ],
  });

  return (request, response, passage) => {
    // Whoever asked has gone while the token was refreshed: nothing would end the call.
    if (response.destroyed) return;
    passages.set(request, passage);
    void proxy(request, response, (error) => passage.onError(error));
  };
}

/** An answer that Node cannot pass on, such as one with status 99, must not end the process from inside an event. */
function takeAnswer(passage: Passage | undefined, answer: IncomingMessage): void {
  try {
    passage?.onAnswer(answer);
  } catch (error) {
    answer.destroy();
    passage?.onError(error);
  }
}
