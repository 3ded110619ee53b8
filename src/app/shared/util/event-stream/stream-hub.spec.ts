import { StreamHub } from './stream-hub.ts';
import type { StreamEvent, StreamListener, StreamState } from './stream.ts';

class Listener implements StreamListener {
  readonly events: StreamEvent[] = [];
  readonly states: StreamState[] = [];
  readonly onEvent = (event: StreamEvent): void => void this.events.push(event);
  readonly onState = (state: StreamState): void => void this.states.push(state);
}

const event: StreamEvent = { id: '7', type: 'run.created', data: {} };

describe('StreamHub', () => {
  let opened: { readonly url: string; readonly listener: StreamListener; closed: boolean }[];
  let hub: StreamHub;

  beforeEach(() => {
    opened = [];
    hub = new StreamHub((url, listener) => {
      const connection = { url, listener, closed: false };
      opened.push(connection);
      return { close: () => (connection.closed = true), retryNow: () => undefined };
    });
  });

  it('holds one connection a URL, however many listen', () => {
    const [first, second] = [new Listener(), new Listener()];
    hub.subscribe('/events?tenant=acme', first);
    hub.subscribe('/events?tenant=acme', second);
    hub.subscribe('/events?tenant=globex', new Listener());
    expect(opened.map(({ url }) => url)).toEqual(['/events?tenant=acme', '/events?tenant=globex']);
    opened[0]!.listener.onEvent(event);
    expect(first.events).toEqual([event]);
    expect(second.events).toEqual([event]);
  });

  it('tells who comes later how the connection is', () => {
    hub.subscribe('/events', new Listener());
    opened[0]!.listener.onState({ kind: 'live' });
    const late = new Listener();
    hub.subscribe('/events', late);
    expect(late.states).toEqual([{ kind: 'live' }]);
  });

  it('closes with the last listener, not before', () => {
    const [leaveFirst, leaveSecond] = [new Listener(), new Listener()].map((l) => hub.subscribe('/events', l));
    leaveFirst!();
    expect(opened[0]!.closed).toBeFalse();
    leaveSecond!();
    expect(opened[0]!.closed).toBeTrue();
  });

  it('asks again after a refusal when someone new listens, who may be signed in by now', () => {
    const early = new Listener();
    hub.subscribe('/events', early);
    opened[0]!.listener.onState({ kind: 'refused', status: 401 });
    hub.subscribe('/events', new Listener());
    expect(opened.length).toBe(2);
    opened[1]!.listener.onEvent(event);
    expect(early.events).toEqual([event]);
  });
});
