import { once } from 'node:events';
import { createServer, request as startRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { HeaderPair, TapName, TrafficLine } from './traffic.ts';

export interface TapOptions {
  readonly name: TapName;
  readonly port: number;
  /** Where callers reach the tap. */
  readonly host: string;
  /** Where what it stands in front of listens, on the same port. */
  readonly behind: string;
  readonly record: (line: TrafficLine) => void;
}

/** Where browsers tell of what broke a policy, in shared workers too, whose errors Playwright does not see. */
export const reportAddress = '/csp-reports-of-this-run';

/**
 * A reverse proxy that records everything: headers as sent, bodies byte by byte, streams too. It changes one thing: each
 * policy is told where to report, and the tap takes these reports itself.
 */
export interface Tap {
  close(): void;
}

export async function startTap(options: TapOptions): Promise<Tap> {
  const server = createServer((request, response) => passOn(options, request, response));
  // Longer than the browser keeps an idle connection, so that it is never the tap that closes one in use.
  server.keepAliveTimeout = 120_000;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

let exchanges = 0;

function passOn({ name, port, behind, record }: TapOptions, request: IncomingMessage, response: ServerResponse): void {
  const { method = '', url = '', rawHeaders } = request;
  const id = (exchanges += 1);
  record({ kind: 'begun', id, tap: name, method, url, requestHeaders: pairs(rawHeaders) });

  const requestBody = bytesOf(request);
  if (url === reportAddress) {
    request.on('end', () => {
      response.writeHead(204).end();
      record({ kind: 'ended', id, requestBody: requestBody(), status: 204, answerHeaders: [], answerBody: '' });
    });
    return;
  }
  const onward = startRequest({ host: behind, port, method, path: url, headers: rawHeaders, setHost: false });
  request.pipe(onward);
  onward.on('error', () => response.destroy());
  onward.on('response', (answer) => {
    const { statusCode: status = 0, statusMessage = '' } = answer;
    const answerBody = bytesOf(answer);
    response.writeHead(status, statusMessage, withReports(answer.rawHeaders)).flushHeaders();
    answer.pipe(response);
    answer.on('error', () => response.destroy());
    response.on('close', () => {
      const answerHeaders = pairs(answer.rawHeaders);
      record({ kind: 'ended', id, requestBody: requestBody(), status, answerHeaders, answerBody: answerBody() });
    });
  });
  response.on('close', () => onward.destroy());
}

/** `rawHeaders` are names and values in turn. */
function withReports(rawHeaders: readonly string[]): string[] {
  return rawHeaders.map((text, index) =>
    rawHeaders[index - 1]?.toLowerCase() === 'content-security-policy' ? `${text}; report-uri ${reportAddress}` : text,
  );
}

/** Collects what passes; the returned function gives all of it so far, as Base64. */
function bytesOf(message: IncomingMessage): () => string {
  const pieces: Buffer[] = [];
  message.on('data', (piece: Buffer) => pieces.push(piece));
  return () => Buffer.concat(pieces).toString('base64');
}

function pairs(rawHeaders: readonly string[]): HeaderPair[] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : []));
}
