import { compareText } from '../../verification/compare-text.ts';
import { compareDigits, withoutZeros } from './digits.ts';
import { createVersionOrder } from './version-order.ts';

/**
 * Maven's order of versions (https://maven.apache.org/pom.html#version-order-specification), as ComparableVersion of Maven 3.9 has
 * it; the one of Maven 4 differs where qualifiers meet dots. Every text is a version.
 */
export const mavenOrder = createVersionOrder(readMavenVersion, compareItems);

type Item =
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'word'; readonly word: string }
  /** What follows a hyphen, or a change from digits to letters or back. */
  | ItemList;

interface ItemList {
  readonly kind: 'list';
  readonly items: Item[];
}

function readMavenVersion(version: string): ItemList {
  const text = version.toLowerCase();
  const reader = createItemReader(text);
  for (let index = 0; index < text.length; index++) reader.take(index);
  return reader.finish();
}

/** Takes one character after the other; `start` is where the item being read begins. */
function createItemReader(text: string) {
  const root: ItemList = { kind: 'list', items: [] };
  const lists = [root];
  let list = root;
  let start = 0;
  let inDigits = false;

  const openList = (): void => {
    const inner: ItemList = { kind: 'list', items: [] };
    list.items.push(inner);
    lists.push(inner);
    list = inner;
  };
  /** A word after a dot counts as one after a hyphen: `1.0.0.rc1` comes before `1.0.0-rc2`. */
  const openListForWord = (): void => {
    if (list.items.length > 0) openList();
  };
  const addItem = (end: number): void => {
    list.items.push(inDigits || end === start ? numberItem(text.slice(start, end)) : wordItem(text.slice(start, end)));
    start = end;
  };
  const takeSeparator = (index: number): void => {
    addItem(index);
    start = index + 1;
    if (text[index] === '-') openList();
  };
  const takeDigit = (index: number): void => {
    if (!inDigits && index > start) {
      openListForWord();
      list.items.push(wordItem(shortNames.get(text.slice(start, index)) ?? text.slice(start, index)));
      start = index;
      openList();
    }
    inDigits = true;
  };
  const takeLetter = (index: number): void => {
    if (inDigits && index > start) {
      addItem(index);
      openList();
    }
    inDigits = false;
  };

  return {
    take(index: number): void {
      const character = text.charAt(index);
      if (character === '.' || character === '-') takeSeparator(index);
      else if (character >= '0' && character <= '9') takeDigit(index);
      else takeLetter(index);
    },
    finish(): ItemList {
      if (text.length > start) {
        if (!inDigits) openListForWord();
        addItem(text.length);
      }
      for (const each of lists.toReversed()) dropZeros(each.items);
      return root;
    },
  };
}

/** Nothing between two separators is zero. */
function numberItem(digits: string): Item {
  return { kind: 'number', digits: withoutZeros(digits) || '0' };
}

/** Only where a number follows at once: `1a1` is the first alpha, `1a` a qualifier of that name. */
const shortNames = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);

const otherNames = new Map([
  ['ga', ''],
  ['final', ''],
  ['release', ''],
  ['cr', 'rc'],
]);

function wordItem(word: string): Item {
  return { kind: 'word', word: otherNames.get(word) ?? word };
}

/** `1.0.0` is `1`, and `1.0-rc` is `1-rc`: what says nothing is dropped from the end and from before lists at the end. */
function dropZeros(items: Item[]): void {
  for (let index = items.length - 1; index >= 0; index--) {
    const item = items[index];
    if (isNothing(item)) items.splice(index, 1);
    else if (item?.kind !== 'list') return;
  }
}

function isNothing(item: Item | undefined): boolean {
  switch (item?.kind) {
    case 'number':
      return item.digits === '0';
    case 'word':
      return item.word === '';
    case 'list':
      return item.items.length === 0;
    default:
      return false;
  }
}

/** A number comes behind a list, and that behind a word. As deep as the lists nest, which the length of a version bounds. */
function compareItems(one: Item, other: Item | undefined): number {
  if (other === undefined) return compareWithNothing(one);
  if (one.kind === 'number' && other.kind === 'number') return compareDigits(one.digits, other.digits);
  if (one.kind === 'word' && other.kind === 'word') return compareWords(one.word, other.word);
  if (one.kind === 'list' && other.kind === 'list') return compareLists(one, other);
  return kinds.indexOf(one.kind) - kinds.indexOf(other.kind);
}

const kinds: readonly Item['kind'][] = ['word', 'list', 'number'];

function compareWithNothing(item: Item): number {
  switch (item.kind) {
    case 'number':
      return item.digits === '0' ? 0 : 1;
    case 'word':
      return compareWords(item.word, '');
    case 'list':
      return firstDifference(item.items.map(compareWithNothing));
  }
}

function compareLists({ items: ones }: ItemList, { items: others }: ItemList): number {
  for (let index = 0; index < Math.max(ones.length, others.length); index++) {
    const [one, other] = [ones[index], others[index]];
    const result = one ? compareItems(one, other) : other ? -compareWithNothing(other) : 0;
    if (result !== 0) return result;
  }
  return 0;
}

function firstDifference(results: readonly number[]): number {
  return results.find((result) => result !== 0) ?? 0;
}

const knownWords = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];

/** The known qualifiers in their order, then all others in that of their letters. */
function compareWords(one: string, other: string): number {
  return rankOf(one) - rankOf(other) || (rankOf(one) === knownWords.length ? compareText(one, other) : 0);
}

function rankOf(word: string): number {
  const rank = knownWords.indexOf(word);
  return rank === -1 ? knownWords.length : rank;
}
