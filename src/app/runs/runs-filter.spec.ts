import { chipsOf, queryOf } from './runs-filter.ts';

describe('queryOf', () => {
  it('asks for a page of all runs where the URL says nothing', () => {
    expect(queryOf({})).toEqual({ limit: '50' });
  });

  it('asks for the states of the view, and for each filter that is given', () => {
    expect(queryOf({ view: 'active', profileId: 'prof-1', search: undefined, cursor: 'abc' })).toEqual({
      limit: '50',
      status: ['pending', 'running'],
      profileId: 'prof-1',
      cursor: 'abc',
    });
  });

  it('shows all runs for a view that there is none of', () => {
    expect(queryOf({ view: 'mine' })).toEqual({ limit: '50' });
  });
});

describe('chipsOf', () => {
  const labels = (filter: Parameters<typeof chipsOf>[0], name?: string): string[] =>
    chipsOf(filter, name, 'utc').map(({ label }) => label);

  it('names each filter, so that none hides rows unseen', () => {
    expect(labels({ profileId: 'prof-1', errorCode: 'signing', search: 'nightly' }, 'everything-raw')).toEqual([
      'Profile everything-raw',
      'Signing failed',
      '“nightly”',
    ]);
  });

  it('names a profile by its id, and a failure by its code, where the name is not known', () => {
    expect(labels({ profileId: 'prof-1', errorCode: 'gremlins' })).toEqual(['Profile prof-1', 'gremlins']);
  });

  it('prints times with their zone', () => {
    const [from, to] = ['2026-11-22T04:00:00.000Z', '2026-11-22T05:00:00.000Z'];
    expect(labels({ from, to })).toEqual(['Created 2026-11-22 04:00 UTC to 2026-11-22 05:00 UTC']);
    expect(labels({ from })).toEqual(['Created since 2026-11-22 04:00 UTC']);
    expect(labels({ to })).toEqual(['Created before 2026-11-22 05:00 UTC']);
    expect(labels({ from: 'yesterday' })).toEqual(['Created since yesterday']);
  });

  it('takes both ends of the time away together, and the place in the list with every filter', () => {
    expect(chipsOf({ from: '2026-11-22T04:00:00.000Z' }, undefined, 'utc')[0]?.without).toEqual({
      from: null,
      to: null,
      cursor: null,
    });
  });
});
