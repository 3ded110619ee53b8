/** Numbers from 0 to below 1 that follow from the seed alone (mulberry32), so that every run measures the same evidence. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const syllables = ['al', 'ber', 'cor', 'den', 'el', 'fo', 'gra', 'hi', 'in', 'ke', 'lo', 'mar', 'ne', 'or', 'pa', 'ri'];
const vocabulary = wordsFrom(randomFrom(7), 4_000);

/** Text that compresses about as prose does: words of a vocabulary, the first ones more often. */
export function prose(random: () => number, words: number): string {
  return Array.from({ length: words }, () => vocabulary[Math.floor(random() ** 2 * vocabulary.length)]).join(' ');
}

function wordsFrom(random: () => number, count: number): string[] {
  const syllable = () => syllables[Math.floor(random() * syllables.length)] ?? '';
  return Array.from({ length: count }, () => Array.from({ length: 1 + Math.floor(random() * 4) }, syllable).join(''));
}
