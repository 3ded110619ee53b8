import { isFiltered, kindsOf, rangeOf, requestOf } from './audit-filter.ts';

const now = Date.parse('2026-11-22T10:00:00.000Z');

describe('requestOf', () => {
  it('asks for everything where the URL says nothing', () => expect(requestOf({}, now)).toEqual({}));

  it('asks for one kind or several, and for a person', () => {
    expect(requestOf({ kind: 'token.refused', subject: 'u-1' }, now)).toEqual({
      kind: ['token.refused'],
      subject: 'u-1',
    });
    expect(requestOf({ kind: ['token.refused', 'request.refused'] }, now)).toEqual({
      kind: ['token.refused', 'request.refused'],
    });
  });

  it('asks for a span up to now', () => {
    expect(requestOf({ range: '7d' }, now)).toEqual({ from: '2026-11-15T10:00:00.000Z' });
  });

  it('asks for the times that the URL says, rather than for the range beside them', () => {
    const [from, to] = ['2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z'];
    expect(requestOf({ from, to, range: '7d' }, now)).toEqual({ from, to });
  });

  it('leaves a time that is none to the server to refuse', () => {
    expect(requestOf({ from: 'yesterday' }, now)).toEqual({ from: 'yesterday' });
  });

  it('leaves out kinds and ranges that it does not know', () => {
    expect(requestOf({ kind: 'sign-in.by-post', range: '7y' }, now)).toEqual({});
  });
});

describe('what the URL says', () => {
  it('names kinds in the order of the menu', () => {
    expect(kindsOf({ kind: ['tenant.switched', 'sign-in.succeeded'] })).toEqual([
      'sign-in.succeeded',
      'tenant.switched',
    ]);
  });

  it('is a range or two times', () => {
    expect(rangeOf({})?.label).toBe('Any time');
    expect(rangeOf({ range: '24h' })?.label).toBe('24 h');
    expect(rangeOf({ range: '24h', to: '2026-11-02T00:00:00.000Z' })).toBeUndefined();
  });

  it('filters as soon as it says anything', () => {
    expect(isFiltered({ kind: undefined, subject: undefined })).toBeFalse();
    expect(isFiltered({ subject: 'u-1' })).toBeTrue();
  });
});
