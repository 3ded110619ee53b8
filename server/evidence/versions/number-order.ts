import { compareDigits, withoutZeros } from './digits.ts';
import { createVersionOrder } from './version-order.ts';

/**
 * Numbers between dots, and hyphens too, compared one by one; of two that begin alike the shorter comes first. So order R
 * (`package_version`) and Haskell (https://pvp.haskell.org) their packages.
 */
export const numberOrder = createVersionOrder(readNumbers, compareNumbers);

function readNumbers(version: string): readonly string[] | undefined {
  if (!/^\d+(?:[.-]\d+)*$/.test(version)) return undefined;
  return version.split(/[.-]/).map(withoutZeros);
}

function compareNumbers(one: readonly string[], other: readonly string[]): number {
  for (const [index, digits] of one.entries()) {
    const against = other[index];
    if (against === undefined) return 1;
    const result = compareDigits(digits, against);
    if (result !== 0) return result;
  }
  return one.length - other.length;
}
