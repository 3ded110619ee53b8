import { once } from 'node:events';
import { request as startRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';

/** An answer that is read as it comes, such as an event stream or a download. */
export interface OpenAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** All that has come so far. */
  readonly received: string;
  /** Resolves as soon as `text` has come; rejects where the answer ends without it. */
  until(text: string): Promise<void>;
  /** How it ended: `complete`, or `cut` off in the middle. */
  readonly ended: Promise<'complete' | 'cut'>;
  /** The client goes. */
  abort(): void;
}

/** Resolves when status and headers have come. `address` is where to connect to, whatever `Host` says. */
export async function openAnswer(address: string, path: string, headers: OutgoingHttpHeaders): Promise<OpenAnswer> {
  const { hostname, port } = new URL(address);
  const request = startRequest({ hostname, port, path, headers, agent: false }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let received = '';
  let noteChange = Promise.withResolvers<undefined>();
  const changed = () => {
    noteChange.resolve(undefined);
    noteChange = Promise.withResolvers();
  };
  response.setEncoding('utf8').on('data', (piece: string) => {
    received += piece;
    changed();
  });
  const ended = new Promise<'complete' | 'cut'>((resolve) => {
    response.once('error', () => undefined);
    response.once('close', () => resolve(response.complete ? 'complete' : 'cut'));
  });
  void ended.then(changed);

  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    get received() {
      return received;
    },
    ended,
    async until(text) {
      while (!received.includes(text)) {
        if (response.closed) throw new Error(`The answer ended without ${text}: ${received}`);
        await noteChange.promise;
      }
    },
    abort: () => void request.destroy(),
  };
}
