import { silentLogger } from '../../testing/test-logger.ts';
import { watchOpenStreams } from './watch-open-streams.ts';

describe('The watch over open streams', () => {
  const lost = () => Promise.reject(new Error('no database'));

  it('cuts all where their sessions cannot be looked up for too long', async () => {
    const cut = Promise.withResolvers<undefined>();
    const streams = { check: lost, cutAll: () => cut.resolve(undefined) };
    const watch = watchOpenStreams(streams, silentLogger, { everyMs: 1, believedMs: 5 });
    await expectAsync(cut.promise).toBeResolved();
    await watch.stop();
  });

  it('believes them for a while, and from the start where they could be looked up meanwhile', async () => {
    let checks = 0;
    const enough = Promise.withResolvers<undefined>();
    const check = () => {
      checks++;
      if (checks === 20) enough.resolve(undefined);
      return checks % 2 === 0 ? Promise.resolve() : lost();
    };
    const cutAll = jasmine.createSpy('cutAll');
    // Shorter than all twenty together, longer than one.
    const watch = watchOpenStreams({ check, cutAll }, silentLogger, { everyMs: 5, believedMs: 60 });
    await enough.promise;
    expect(cutAll).not.toHaveBeenCalled();
    await watch.stop();
  });
});
