import { formatBytes, formatCount, formatCountdown, formatDuration, plural } from './quantities.ts';

describe('quantities', () => {
  it('group digits', () => expect(formatCount(100_000)).toBe('100,000'));

  it('choose the form that fits the count', () => {
    const forms = { one: '# run needs action', other: '# runs need action' };
    expect(plural(1, forms)).toBe('1 run needs action');
    expect(plural(0, forms)).toBe('0 runs need action');
    expect(plural(1749, forms)).toBe('1,749 runs need action');
  });

  for (const [bytes, words] of [
    [0, '0 B'],
    [1023, '1,023 B'],
    [1024, '1.0 KiB'],
    [1_572_864, '1.5 MiB'],
    [4 * 1024 ** 3, '4.0 GiB'],
  ] as const) {
    it(`name ${bytes} bytes "${words}"`, () => expect(formatBytes(bytes)).toBe(words));
  }

  for (const [seconds, words] of [
    [0.04, '< 0.1 s'],
    [0.42, '0.4 s'],
    [9.96, '10 s'],
    [59.6, '1 min 00 s'],
    [187, '3 min 07 s'],
    [7500, '2 h 05 min'],
    [100_800, '1 d 4 h'],
  ] as const) {
    it(`name ${seconds} seconds "${words}"`, () => expect(formatDuration(seconds)).toBe(words));
  }

  it('count down to zero and not below', () => {
    expect(formatCountdown(105)).toBe('1:45');
    expect(formatCountdown(-3)).toBe('0:00');
  });
});
