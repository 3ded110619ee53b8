import { compareDigits, withoutZeros } from './digits.ts';
import { createVersionOrder } from './version-order.ts';

/**
 * Composer's order (https://getcomposer.org/doc/articles/versions.md): versions as composer/semver normalises them, four numbers or
 * a date and a stability, compared as PHP's `version_compare` does. Branches (`dev-main`, `2.x-dev`) are no versions.
 */
export const composerOrder = createVersionOrder(readComposerVersion, comparePieces);

/** Digits without leading zeros, or a word. */
type Pieces = readonly string[];

const stability = String.raw`[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)([.-]?\d+(?:[.-]\d+)*)?)?([.-]?dev)?(?:\+\S+)?`;
const numbered = new RegExp(String.raw`^v?(\d{1,5}(?:\.\d+){0,3})${stability}$`, 'i');
const dated = new RegExp(String.raw`^v?(\d{4}(?:[.:-]?\d{2}){1,6}(?:[.:-]?\d{1,3}){0,2})${stability}$`, 'i');

function readComposerVersion(version: string): Pieces | undefined {
  const text = version.trim();
  const ofNumbers = numbered.exec(text);
  const [, numbers, word, count, dev] = ofNumbers ?? dated.exec(text) ?? [];
  if (numbers === undefined) return undefined;
  const places = digitsOf(numbers);
  return [
    ...(ofNumbers ? [...places, '0', '0', '0'].slice(0, 4) : places),
    ...(word === undefined || /^stable$/i.test(word) ? [] : [word.charAt(0).toLowerCase(), ...digitsOf(count ?? '')]),
    ...(dev === undefined || /^stable$/i.test(word ?? '') ? [] : ['dev']),
  ];
}

function digitsOf(text: string): string[] {
  return (text.match(/\d+/g) ?? []).map(withoutZeros);
}

function comparePieces(one: Pieces, other: Pieces): number {
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const result = comparePiece(one[index], other[index]);
    if (result !== 0) return result;
  }
  return 0;
}

/** By their first letters; a number comes behind the end, and what is repaired by a patch behind both. */
const ranks = new Map([
  ['dev', 0],
  ['a', 1],
  ['b', 2],
  ['r', 3],
  ['p', 6],
]);
const RANK_END = 4;
const RANK_NUMBER = 5;

function comparePiece(one: string | undefined, other: string | undefined): number {
  const byRank = rankOf(one) - rankOf(other);
  if (byRank !== 0 || rankOf(one) !== RANK_NUMBER || one === undefined || other === undefined) return byRank;
  return compareDigits(one, other);
}

function rankOf(piece: string | undefined): number {
  return piece === undefined ? RANK_END : (ranks.get(piece) ?? RANK_NUMBER);
}
