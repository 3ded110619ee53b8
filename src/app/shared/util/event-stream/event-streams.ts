import { computed, inject, InjectionToken, Service, signal } from '@angular/core';
import { Observable, share } from 'rxjs';
import { SharedWorkerTransport } from './shared-worker-transport.ts';
import type { StreamEvent, StreamState, StreamTransport } from './stream.ts';
import { TabTransport } from './tab-transport.ts';

export const STREAM_TRANSPORT = new InjectionToken<StreamTransport>('how event streams reach this tab', {
  factory: () =>
    'SharedWorker' in globalThis && 'locks' in navigator ? new SharedWorkerTransport() : new TabTransport(),
});

const severity: Readonly<Record<StreamState['kind'], number>> = { live: 0, connecting: 1, reconnecting: 2, refused: 3 };

/** Live events of the services, and what is known about the connection they come by. */
@Service()
export class EventStreams {
  readonly #transport = inject(STREAM_TRANSPORT);
  readonly #states = signal<ReadonlyMap<string, StreamState>>(new Map());
  readonly #shared = new Map<string, Observable<StreamEvent>>();

  /** The worst state among the open streams; undefined while none is open. */
  readonly state = computed(() =>
    [...this.#states().values()].reduce<StreamState | undefined>(
      (worst, state) => (worst === undefined || severity[state.kind] > severity[worst.kind] ? state : worst),
      undefined,
    ),
  );

  /**
   * The events of a URL from now on, while subscribed; who asks for the same URL shares one stream. The URL names its tenant (`withTenant`). A `reset` event means that
   * events were missed which the server no longer has: read again what the page shows.
   */
  events(url: string): Observable<StreamEvent> {
    const shared = this.#shared.get(url) ?? this.#open(url).pipe(share());
    this.#shared.set(url, shared);
    return shared;
  }

  #open(url: string): Observable<StreamEvent> {
    return new Observable<StreamEvent>((subscriber) => {
      const stop = this.#transport.subscribe(url, {
        onEvent: (event) => subscriber.next(event),
        onState: (state) => this.#states.update((states) => new Map(states).set(url, state)),
      });
      return () => {
        stop();
        this.#shared.delete(url);
        this.#states.update((states) => new Map([...states].filter(([other]) => other !== url)));
      };
    });
  }
}
