import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import { OpenStreams } from './open-streams.ts';
import type { Sessions } from './sessions.ts';

describe('OpenStreams', () => {
  let end: (idHash: string) => void;
  let running: Set<string>;
  let forgotten: string[];
  let streams: OpenStreams;

  beforeEach(() => {
    running = new Set(['a', 'b']);
    forgotten = [];
    const sessions: Pick<Sessions, 'find' | 'forget' | 'onEnded' | 'running'> = {
      find: (idHash) =>
        Promise.resolve(running.has(idHash) ? ({ idHash } as Awaited<ReturnType<Sessions['find']>>) : undefined),
      forget: (idHash) => void forgotten.push(idHash),
      onEnded: (listener) => void (end = listener),
      running: () => Promise.resolve(running),
    };
    streams = new OpenStreams(sessions as Sessions);
  });

  /** An answer that is open until it is destroyed. */
  function openAnswer() {
    const answer = Object.assign(new EventEmitter(), {
      destroyed: false,
      destroy: () => void (answer.destroyed = true),
    });
    return answer as typeof answer & Response;
  }

  it('cuts those of a session as its end is heard of, and nobody else’s', async () => {
    const [own, others] = [openAnswer(), openAnswer()];
    await streams.add('a', own);
    await streams.add('b', others);
    end('a');
    expect([own.destroyed, others.destroyed]).toEqual([true, false]);
  });

  it('cuts those of sessions that are gone when it looks for itself', async () => {
    const [own, others] = [openAnswer(), openAnswer()];
    await streams.add('a', own);
    await streams.add('b', others);
    running.delete('a');
    await streams.check();
    expect([own.destroyed, others.destroyed]).toEqual([true, false]);
    expect(forgotten).toEqual(['a']);
  });

  it('takes none of a session that ended while it was on its way', async () => {
    running.delete('a');
    await expectAsync(streams.add('a', openAnswer())).toBeRejectedWith(
      jasmine.objectContaining({ code: 'ERR_UNAUTHENTICATED' }),
    );
  });

  it('takes 24 of a session, and another one when one has closed', async () => {
    const first = openAnswer();
    await streams.add('a', first);
    for (let count = 1; count < 24; count++) await streams.add('a', openAnswer());
    const tooMany = jasmine.objectContaining({ code: 'ERR_RATE_LIMIT' });
    await expectAsync(streams.add('a', openAnswer())).toBeRejectedWith(tooMany);
    first.emit('close');
    await streams.add('a', openAnswer());
  });
});
