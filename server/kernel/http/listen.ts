import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { StartError } from '../start-error.ts';
import { answerMalformedRequests, type Surroundings } from './answer-malformed-requests.ts';
import { closeGracefully } from './close-gracefully.ts';
import { OpenAnswers } from './open-answers.ts';
import { minVersion, type TlsPair } from './tls-files.ts';

export interface RunningServer {
  /** `http://host:port`, or `https://`, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Node's server, for what is not an HTTP request: upgrades, expectations. */
  readonly server: Server;
  /** Takes no further connection, tells streams to end, finishes what is under way for at most `graceMs`. */
  close(options: { graceMs: number }): Promise<void>;
}

export interface ListenOptions extends Surroundings {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The setting that the port comes from, for the start error. */
  readonly setting?: string;
  /** Serves HTTPS with it. */
  readonly tls?: TlsPair | undefined;
  /** Other limits than those below; for specs. */
  readonly slowness?: Slowness | undefined;
}

/** How slow a client may be, in milliseconds, before its connection is closed. */
export interface Slowness {
  /** From the first byte of a request to the end of its headers. */
  readonly headersTimeout: number;
  /** To the end of its body. */
  readonly requestTimeout: number;
  /** Without a byte in either direction: for who asks and does not read. Longer than anything here is silent. */
  readonly idleTimeout: number;
  /** Node looks for slow clients every 30 s only, which would make 45 s of 15. */
  readonly connectionsCheckingInterval: number;
}

const tolerated: Slowness = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  idleTimeout: 120_000,
  connectionsCheckingInterval: 3_000,
};

/** Serves an app. @throws StartError where the port is taken or may not be used. */
export async function listen(
  app: Express,
  { host, port, setting = 'PORT', headers, logger, tls, slowness = tolerated }: ListenOptions,
): Promise<RunningServer> {
  const { idleTimeout, ...limits } = { keepAlive: true, keepAliveTimeout: 30_000, ...slowness };
  const server = tls
    ? createTlsServer({ ...limits, ...tls, minVersion, handshakeTimeout: limits.headersTimeout }, app)
    : createServer(limits, app);
  // Closed the ordinary way, what was written would stay in the system's buffers until it is read.
  server.setTimeout(idleTimeout, (socket) => socket.resetAndDestroy());
  answerMalformedRequests(server, { headers, logger });
  await listening(server, host, port, setting);
  const address = server.address() as AddressInfo;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${tls ? 'https' : 'http'}://${shownHost}:${address.port}`,
    port: address.port,
    server,
    close: ({ graceMs }) => closeGracefully(server, OpenAnswers.of(app), graceMs),
  };
}

async function listening(server: Server, host: string, port: number, setting: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  server.once('error', reject);
  server.listen(port, host, () => resolve(undefined));
  try {
    await promise;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new StartError(`Port ${port} is taken. Stop what uses it, or set ${setting} to a free port.`, { cause });
    }
    throw new StartError(`Port ${port} on ${host} cannot be used (${String(code)}). Set ${setting} to another one.`, {
      cause,
    });
  }
}
