import { compareText } from '../../verification/compare-text.ts';
import { compareDigits, withoutZeros } from './digits.ts';
import { createVersionOrder } from './version-order.ts';

/**
 * RubyGems' order (https://docs.ruby-lang.org/en/3.4/Gem/Version.html): numbers and words between dots, where a word makes a
 * prerelease; zeros before a word and at the end do not count.
 */
export const rubyOrder = createVersionOrder(readGemVersion, compareSegments);

/** Digits without leading zeros, or a word. */
type Segments = readonly string[];

function readGemVersion(version: string): Segments | undefined {
  const text = version.trim();
  if (!/^\d+(\.[0-9a-z]+)*(-[0-9a-z-]+(\.[0-9a-z-]+)*)?$/i.test(text)) return undefined;
  const segments = text.replaceAll('-', '.pre.').match(/\d+|[a-z]+/gi) ?? [];
  return withoutNothings(segments.map(withoutZeros));
}

/** `1.0.0.a` is `1.a`. */
function withoutNothings(segments: Segments): Segments {
  const firstWord = segments.findIndex(isWord);
  const split = firstWord === -1 ? segments.length : firstWord;
  return [...withoutTrailingZeros(segments.slice(0, split)), ...withoutTrailingZeros(segments.slice(split))];
}

function withoutTrailingZeros(segments: Segments): Segments {
  return segments.slice(0, segments.findLastIndex((segment) => segment !== '0') + 1);
}

function compareSegments(one: Segments, other: Segments): number {
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const result = compareSegment(one[index] ?? '0', other[index] ?? '0');
    if (result !== 0) return result;
  }
  return 0;
}

function compareSegment(one: string, other: string): number {
  if (isWord(one) !== isWord(other)) return isWord(one) ? -1 : 1;
  return isWord(one) ? compareText(one, other) : compareDigits(one, other);
}

function isWord(segment: string): boolean {
  return !/^\d/.test(segment);
}
