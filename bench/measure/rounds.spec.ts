import { measureInRounds } from './rounds.ts';

describe('A benchmark in rounds', () => {
  it('interleaves the candidates, begins each round with another one and drops the first round', async () => {
    const order: string[] = [];
    let now = 0;
    const candidate = (name: string) => () => {
      order.push(name);
      now += 1;
      return Promise.resolve(now);
    };

    const samples = await measureInRounds({ a: candidate('a'), b: candidate('b') }, 2);

    expect(order.join('')).toBe('abbaab');
    expect(samples).toEqual({ a: [4, 5], b: [3, 6] });
  });
});
