import fc from 'fast-check';
import { type VersionOrder } from '../version-order.ts';

/** -1, 0 or 1; fails where a version cannot be read. */
export function compareIn(order: VersionOrder, one: string, other: string): number {
  const [left, right] = [order.read(one), order.read(other)];
  if (left === undefined || right === undefined) throw new Error(`cannot read ${left ? other : one}`);
  return Math.sign(left.compare(right));
}

/** Each before all that follow. */
export function expectAscending(order: VersionOrder, versions: readonly string[]): void {
  versions.forEach((low, index) => {
    for (const high of versions.slice(index + 1)) {
      expect(`${low} ${compareIn(order, low, high)} ${high}`).toBe(`${low} -1 ${high}`);
      expect(`${high} ${compareIn(order, high, low)} ${low}`).toBe(`${high} 1 ${low}`);
    }
  });
}

export function expectEqual(order: VersionOrder, versions: readonly string[]): void {
  for (const one of versions) {
    for (const other of versions) expect(`${one} ${compareIn(order, one, other)} ${other}`).toBe(`${one} 0 ${other}`);
  }
}

/** Antisymmetric, reflexive and transitive over the versions that `texts` makes, whatever of them can be read. */
export function expectTotalOrder(order: VersionOrder, texts: fc.Arbitrary<string>): void {
  fc.assert(
    fc.property(texts, texts, texts, (...three) => {
      const [a, b, c] = three.map((text) => order.read(text));
      if (a === undefined || b === undefined || c === undefined) return;
      expect(a.compare(a)).toBe(0);
      expect(Math.sign(a.compare(b)) + Math.sign(b.compare(a))).toBe(0);
      if (a.compare(b) <= 0 && b.compare(c) <= 0) expect(a.compare(c)).toBeLessThanOrEqual(0);
      if (a.compare(b) === 0) expect(Math.sign(a.compare(c))).toBe(Math.sign(b.compare(c)));
    }),
    { numRuns: 400 },
  );
}

const number = fc.constantFrom('0', '1', '2', '10', '007', '20240101120000', '99999999999999999999');
const word = fc.constantFrom(
  'a',
  'alpha',
  'b',
  'beta',
  'rc',
  'cr',
  'm',
  'snapshot',
  'final',
  'ga',
  'sp',
  'dev',
  'post',
  'x',
  '',
);
const separator = fc.constantFrom('.', '-', '', '+', '_');

/** Texts that look like versions of some ecosystem. */
export const versionTexts = fc
  .array(fc.tuple(fc.oneof(number, word), separator), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.map((part) => part.join('')).join(''));
