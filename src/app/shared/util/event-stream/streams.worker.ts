/// <reference lib="webworker" />
import type { TabMessage, WorkerMessage } from './shared-messages.ts';
import { StreamHub } from './stream-hub.ts';

// One stream to each service for all tabs of a browser: HTTP/1.1 gives six connections a host, and ten tabs must work.
declare const self: SharedWorkerGlobalScope;

const hub = new StreamHub();

self.addEventListener('online', () => hub.retryNow());
self.addEventListener('connect', ({ ports: [port] }) => {
  if (port !== undefined) serve(port);
});

function serve(port: MessagePort): void {
  const subscriptions = new Map<string, () => void>();
  const stop = (url: string): void => {
    subscriptions.get(url)?.();
    subscriptions.delete(url);
  };
  const post = (message: WorkerMessage): void => port.postMessage(message);
  port.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
    if ('hello' in data) whenTabIsGone(data.hello, () => [...subscriptions.keys()].forEach(stop));
    else if ('unsubscribe' in data) stop(data.unsubscribe);
    else {
      const url = data.subscribe;
      stop(url);
      subscriptions.set(
        url,
        hub.subscribe(url, {
          onEvent: (event) => post({ url, event }),
          onState: (state) => post({ url, state }),
        }),
      );
    }
  });
  port.start();
}

/** A port does not say when its tab closes or crashes; the lock that the tab holds is then granted to us. */
function whenTabIsGone(lock: string, done: () => void): void {
  void self.navigator.locks.request(lock, done);
}
