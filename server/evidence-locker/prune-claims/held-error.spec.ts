import { heldError } from './held-error.ts';

describe('heldError', () => {
  it('names three holds in its message and all in its details', () => {
    const holds = ['a', 'b', 'c', 'd', 'e'].map((letter) => ({ holdId: `hold-${letter}`, name: `Case ${letter}` }));
    const { code, message, details } = heldError('run-1.tar.zst', holds);
    expect(code).toBe('ERR_HELD');
    expect(message).toContain('“Case a” (hold-a), “Case b” (hold-b), “Case c” (hold-c) and 2 more');
    expect(details.map(({ path }) => path)).toEqual(holds.map(({ holdId }) => `hold.${holdId}`));
  });
});
