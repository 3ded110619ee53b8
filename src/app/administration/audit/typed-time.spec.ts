import { timeOf, typedTime } from './typed-time.ts';

describe('timeOf', () => {
  for (const [typed, at] of [
    ['2026-11-22 09:58', '2026-11-22T09:58:00.000Z'],
    [' 2026-11-22T09:58:07 ', '2026-11-22T09:58:07.000Z'],
    ['2026-11-22', '2026-11-22T00:00:00.000Z'],
  ] as const) {
    it(`reads ${JSON.stringify(typed)} in UTC`, () => expect(timeOf(typed, 'utc')?.toISOString()).toBe(at));
  }

  it('reads in the zone of the browser what was typed in that', () => {
    expect(timeOf('2026-11-22', 'local')).toEqual(new Date(2026, 10, 22));
    expect(timeOf('2026-11-22 09:58', 'local')).toEqual(new Date(2026, 10, 22, 9, 58));
  });

  for (const typed of [
    '',
    'yesterday',
    '22.11.2026',
    '2026-02-30',
    '2026-13-01',
    '2026-11-22 25:00',
    '2026-11-22 9:58',
  ]) {
    it(`takes ${JSON.stringify(typed)} for none`, () => expect(timeOf(typed, 'utc')).toBeUndefined());
  }

  it('reads what is written', () => {
    const at = new Date('2026-11-22T09:58:00.000Z');
    for (const zone of ['utc', 'local'] as const) expect(timeOf(typedTime(at, zone), zone)).toEqual(at);
  });
});
