import { compareText } from '../../verification/compare-text.ts';

/** Numbers in versions may be longer than any number of JavaScript's: they stay texts. `007` is `7`. */
export function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}

/** Below 0 where `one` is the smaller number; both without leading zeros. */
export function compareDigits(one: string, other: string): number {
  return one.length - other.length || compareText(one, other);
}
