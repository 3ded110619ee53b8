import { StreamConnection } from './stream-connection.ts';
import type { StreamListener, StreamTransport } from './stream.ts';

/** A connection of this tab's own, for browsers without SharedWorker. */
export class TabTransport implements StreamTransport {
  subscribe(url: string, listener: StreamListener): () => void {
    const connection = new StreamConnection(url, listener);
    const retry = (): void => connection.retryNow();
    addEventListener('online', retry);
    return () => {
      removeEventListener('online', retry);
      connection.close();
    };
  }
}
