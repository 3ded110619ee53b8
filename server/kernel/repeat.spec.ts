import { repeat } from './repeat.ts';

describe('repeat', () => {
  it('does the work again after it has ended, also when it failed, until it is stopped', async () => {
    const errors: unknown[] = [];
    const thrice = Promise.withResolvers<undefined>();
    let calls = 0;
    const repetition = repeat(
      () => {
        calls += 1;
        if (calls === 3) thrice.resolve(undefined);
        return calls === 1 ? Promise.reject(new Error('once')) : Promise.resolve();
      },
      { everyMs: 1, onError: (error) => errors.push(error) },
    );
    // The timer keeps no process alive, so the spec does.
    const alive = setInterval(() => undefined, 1_000);
    await thrice.promise;
    clearInterval(alive);
    await repetition.stop();
    const callsAtStop = calls;
    await new Promise(setImmediate);
    expect(calls).toBe(callsAtStop);
    expect(errors).toEqual([new Error('once')]);
  });

  it('waits at its stop for the work under way', async () => {
    const work = Promise.withResolvers<undefined>();
    let ended = false;
    const repetition = repeat(() => work.promise.then(() => (ended = true)), { everyMs: 1, onError: fail });
    const stopped = repetition.stop();
    work.resolve(undefined);
    await stopped;
    expect(ended).toBeTrue();
  });
});
