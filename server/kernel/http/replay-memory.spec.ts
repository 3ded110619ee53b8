import { ReplayMemory } from './replay-memory.ts';

describe('The memory of one-time values', () => {
  it('knows a value for the whole window, and forgets it after two', () => {
    let now = 0;
    const memory = new ReplayMemory(1000, () => now);
    expect(memory.remember('a')).toBeTrue();
    for (now of [1, 999, 1000, 1999]) expect(memory.remember('a')).withContext(String(now)).toBeFalse();
    now = 5000;
    expect(memory.remember('a')).toBeTrue();
  });

  it('keeps a value that came late in its window for a whole window more', () => {
    let now = 0;
    const memory = new ReplayMemory(1000, () => now);
    memory.remember('first');
    now = 999;
    memory.remember('late');
    now = 1998;
    expect(memory.remember('late')).toBeFalse();
  });
});
