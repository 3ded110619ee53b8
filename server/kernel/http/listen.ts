import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { StartError } from '../start-error.ts';
import { answerMalformedRequests } from './answer-malformed-requests.ts';
import { OpenAnswers } from './open-answers.ts';

export interface RunningServer {
  /** `http://host:port`, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Node's server, for what is not an HTTP request: upgrades, expectations. */
  readonly server: Server;
  /** Takes no further connection, tells streams to end, finishes what is under way for at most `graceMs`. */
  close(options: { graceMs: number }): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The setting that the port comes from, for the start error. */
  readonly setting?: string;
  /** Headers of the answers to what never becomes a request, where the app's own cannot do it. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Serves an app. @throws StartError where the port is taken or may not be used. */
export async function listen(
  app: Express,
  { host, port, setting = 'PORT', headers }: ListenOptions,
): Promise<RunningServer> {
  const server = createServer(
    {
      keepAlive: true,
      headersTimeout: 15_000,
      requestTimeout: 60_000,
      keepAliveTimeout: 30_000,
      // Node looks for slow clients every 30 s only, which would make 45 s of the 15.
      connectionsCheckingInterval: 3_000,
    },
    app,
  );
  answerMalformedRequests(server, headers);
  await listening(server, host, port, setting);
  const address = server.address() as AddressInfo;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shownHost}:${address.port}`,
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

async function closeGracefully(server: Server, answers: OpenAnswers, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  answers.beginClosing(() => server.closeIdleConnections());
  const forced = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(forced);
}
