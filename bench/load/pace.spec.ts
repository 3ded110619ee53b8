import { Pace } from './pace.ts';

describe('The pace of a slow reader', () => {
  it('makes it wait until its bytes are due', () => {
    let now = 1_000;
    const pace = new Pace(500, () => now);

    expect(pace.waitAfter(250)).toBe(500);
    now += 500;
    expect(pace.waitAfter(0)).toBe(0);
    now += 2_000;
    expect(pace.waitAfter(250)).toBe(0);
  });

  it('is no pace at all where none is asked for', () => {
    expect(new Pace(undefined).waitAfter(10 ** 9)).toBe(0);
  });
});
