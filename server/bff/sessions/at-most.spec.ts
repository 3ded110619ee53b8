import { atMost } from './at-most.ts';

describe('Work of which at most two pieces run at a time', () => {
  it('goes on in turn, also after a piece that failed', async () => {
    const limited = atMost(2);
    const begun: string[] = [];
    const ends = new Map<string, PromiseWithResolvers<string>>();
    const start = (name: string) =>
      limited(() => {
        const end = Promise.withResolvers<string>();
        begun.push(name);
        ends.set(name, end);
        return end.promise;
      });

    const [a, b, c, d] = [start('a'), start('b'), start('c'), start('d')];
    expect(begun).toEqual(['a', 'b']);

    ends.get('b')?.reject(new Error('b failed'));
    await expectAsync(b).toBeRejectedWithError('b failed');
    expect(begun).toEqual(['a', 'b', 'c']);

    ends.get('a')?.resolve('done');
    expect(await a).toBe('done');
    expect(begun).toEqual(['a', 'b', 'c', 'd']);

    ends.get('c')?.resolve('done');
    ends.get('d')?.resolve('done');
    await Promise.all([c, d]);
    const [e, f, g] = [start('e'), start('f'), start('g')];
    expect(begun.slice(4)).toEqual(['e', 'f']);
    for (const name of ['e', 'f']) ends.get(name)?.resolve('done');
    await Promise.all([e, f]);
    ends.get('g')?.resolve('done');
    expect(await g).toBe('done');
  });
});
