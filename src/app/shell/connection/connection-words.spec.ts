import { connectionWords } from './connection-words.ts';

const now = Date.parse('2026-11-22T10:42:00.000Z');

describe('connectionWords', () => {
  it('says live', () => expect(connectionWords({ kind: 'live' }, now, 'utc').words).toBe('Live'));

  it('counts down to the next attempt while the content is fresh', () => {
    const state = { kind: 'reconnecting', retryAt: now + 7400, lastContactAt: now - 5000 } as const;
    const { words, role, announcement } = connectionWords(state, now, 'utc');
    expect(words).toBe('Reconnecting in 8 s');
    expect(role).toBe('attention');
    expect(announcement).not.toContain('8');
  });

  it('says since when the content is stale', () => {
    const state = { kind: 'reconnecting', retryAt: now + 8000, lastContactAt: now - 60_000 } as const;
    expect(connectionWords(state, now, 'utc')).toEqual({
      role: 'failure',
      words: 'Stale since 10:41 UTC',
      announcement: 'Stale since 10:41 UTC',
    });
  });

  it('never claims to have been live', () => {
    const state = { kind: 'reconnecting', retryAt: now + 60_000, lastContactAt: undefined } as const;
    expect(connectionWords(state, now, 'utc').words).toBe('Reconnecting in 60 s');
  });
});
