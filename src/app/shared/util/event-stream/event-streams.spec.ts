import { TestBed } from '@angular/core/testing';
import { fakeStreams, provideConsoleTesting } from '../../../testing/console-testing.ts';
import { EventStreams } from './event-streams.ts';

describe('EventStreams', () => {
  let streams: EventStreams;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    streams = TestBed.inject(EventStreams);
  });

  it('opens a stream for its first subscriber and closes it after the last', () => {
    const types: string[] = [];
    const first = streams.events('/events').subscribe(({ type }) => types.push(type));
    const second = streams.events('/events').subscribe(({ type }) => types.push(type));
    fakeStreams().emit('/events', { type: 'run.created' });
    expect(types).toEqual(['run.created', 'run.created']);
    first.unsubscribe();
    expect(fakeStreams().urls).toEqual(['/events']);
    second.unsubscribe();
    expect(fakeStreams().urls).toEqual([]);
  });

  it('knows the worst state among the open streams, and none without any', () => {
    expect(streams.state()).toBeUndefined();
    const exports = streams.events('/exports').subscribe();
    const evidence = streams.events('/evidence').subscribe();
    fakeStreams().report('/exports', { kind: 'live' });
    fakeStreams().report('/evidence', { kind: 'reconnecting', retryAt: 1, lastContactAt: undefined });
    expect(streams.state()?.kind).toBe('reconnecting');
    evidence.unsubscribe();
    expect(streams.state()?.kind).toBe('live');
    exports.unsubscribe();
    expect(streams.state()).toBeUndefined();
  });
});
