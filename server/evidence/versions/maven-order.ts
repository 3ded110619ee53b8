import { compareText } from '../../verification/compare-text.ts';
import { createVersionOrder } from './version-order.ts';

/**
 * Maven's order of versions (https://maven.apache.org/pom.html#version-order-specification), as its ComparableVersion of 3.9
 * and later has it. Every text is a version.
 */
export const mavenOrder = createVersionOrder(readMavenVersion, compareItems);

type Item =
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'word'; readonly word: string }
  /** A qualifier and its number: `rc2`, `rc-2`. */
  | { readonly kind: 'pair'; readonly word: string; readonly digits: string }
  /** What follows a hyphen, or a change from digits to letters or back. */
  | ItemList;

interface ItemList {
  readonly kind: 'list';
  readonly items: Item[];
}

const ZERO: Item = { kind: 'number', digits: '0' };

function readMavenVersion(version: string): ItemList {
  const reader = createItemReader();
  const text = version.toLowerCase();
  for (let index = 0; index < text.length; index++) reader.take(text, index);
  return reader.finish(text);
}

/** Reads one character after the other; `start` is where the item being read begins. */
function createItemReader() {
  const root: ItemList = { kind: 'list', items: [] };
  const lists = [root];
  let list = root;
  let start = 0;
  let inDigits = false;
  let isPair = false;

  const openList = (): void => {
    const inner: ItemList = { kind: 'list', items: [] };
    list.items.push(inner);
    lists.push(inner);
    list = inner;
  };
  const add = (text: string): void => {
    list.items.push(itemOf(text, isPair, inDigits));
  };
  const takeDot = (text: string, index: number): void => {
    if (index === start) list.items.push(ZERO);
    else add(text.slice(start, index));
    isPair = false;
    start = index + 1;
  };
  const takeHyphen = (text: string, index: number): void => {
    if (index === start) {
      list.items.push(ZERO);
    } else {
      if (!inDigits && isDigit(text[index + 1])) {
        isPair = true;
        return;
      }
      add(text.slice(start, index));
    }
    start = index + 1;
    openList();
    isPair = false;
  };
  const takeDigit = (index: number): void => {
    if (!inDigits && index > start) {
      isPair = true;
      if (list.items.length > 0) openList();
    }
    inDigits = true;
  };
  const takeLetter = (text: string, index: number): void => {
    if (inDigits && index > start) {
      add(text.slice(start, index));
      start = index;
      openList();
      isPair = false;
    }
    inDigits = false;
  };

  return {
    take(text: string, index: number): void {
      const character = text[index];
      if (character === '.') takeDot(text, index);
      else if (character === '-') takeHyphen(text, index);
      else if (isDigit(character)) takeDigit(index);
      else takeLetter(text, index);
    },
    finish(text: string): ItemList {
      if (text.length > start) {
        // `1.0.X` counts as `1.0-X`.
        if (!inDigits && list.items.length > 0) openList();
        add(text.slice(start));
      }
      for (const each of lists.toReversed()) dropZeros(each.items);
      return root;
    },
  };
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

function itemOf(text: string, isPair: boolean, inDigits: boolean): Item {
  if (!isPair) return inDigits ? { kind: 'number', digits: withoutZeros(text) } : { kind: 'word', word: aliased(text) };
  const joined = text.replaceAll('-', '');
  const firstDigit = joined.search(/[0-9]/);
  const word = joined.slice(0, firstDigit);
  return { kind: 'pair', word: aliased(shortNames.get(word) ?? word), digits: withoutZeros(joined.slice(firstDigit)) };
}

/** Only where a number follows at once: `1a1` is the first alpha, `1a` a qualifier of that name. */
const shortNames = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);

function aliased(word: string): string {
  return word === 'cr' ? 'rc' : word;
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=.)/s, '');
}

/** `1.0.0` is `1`, and `1.0-rc` is `1-rc`. */
function dropZeros(items: Item[]): void {
  for (let index = items.length - 1; index >= 0; index--) {
    if (isNothing(items[index]) && isQualifierOrEnd(items[index + 1])) items.splice(index, 1);
  }
  const [only] = items;
  if (items.length === 1 && only?.kind === 'list') items.splice(0, 1, ...only.items);
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

function isQualifierOrEnd(item: Item | undefined): boolean {
  if (item === undefined || item.kind === 'word') return true;
  if (item.kind !== 'list') return false;
  const first = item.items[0];
  return first?.kind === 'word' || first?.kind === 'pair';
}

/** As deep as the lists nest, which the length of a version bounds. */
function compareItems(one: Item, other: Item | undefined): number {
  if (other === undefined) return compareWithNothing(one);
  if (one.kind === 'number') return other.kind === 'number' ? compareDigits(one.digits, other.digits) : 1;
  if (other.kind === 'number') return -1;
  if (one.kind === 'list')
    return other.kind === 'list' ? compareLists(one, other) : compareListWithQualifier(one, other);
  if (other.kind === 'list') return -compareListWithQualifier(other, one);
  return compareQualifiers(one, other);
}

type Qualifier = Exclude<Item, { kind: 'number' } | ItemList>;

function compareQualifiers(one: Qualifier, other: Qualifier): number {
  const byWord = compareWords(one.word, other.word);
  if (byWord !== 0 || (one.kind === 'word' && other.kind === 'word')) return byWord;
  if (one.kind === 'pair' && other.kind === 'pair') return compareDigits(one.digits, other.digits);
  const numbered = one.kind === 'pair' ? one : (other as Extract<Item, { kind: 'pair' }>);
  // `final1` is more than `final`, and `final0` as much: words that stand for the release say nothing themselves.
  const numberedIsMore = compareWords(one.word, '') !== 0 || numbered.digits !== '0';
  return numberedIsMore ? (one.kind === 'pair' ? 1 : -1) : 0;
}

function compareWithNothing(item: Item): number {
  switch (item.kind) {
    case 'number':
      return item.digits === '0' ? 0 : 1;
    case 'word':
      return compareWords(item.word, '');
    case 'pair':
      return compareWords(item.word, '') || (item.digits === '0' ? 0 : 1);
    case 'list':
      for (const inner of item.items) {
        const result = compareWithNothing(inner);
        if (result !== 0) return result;
      }
      return 0;
  }
}

function compareLists(one: ItemList, other: ItemList): number {
  for (let index = 0; index < Math.max(one.items.length, other.items.length); index++) {
    const [left, right] = [one.items[index], other.items[index]];
    const result = left === undefined ? -compareItems(right ?? ZERO, undefined) : compareItems(left, right);
    if (result !== 0) return result;
  }
  return 0;
}

function compareListWithQualifier(list: ItemList, qualifier: Qualifier): number {
  return compareLists(list, { kind: 'list', items: [qualifier] });
}

const knownWords = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const wordsOfReleases = new Set(['ga', 'final', 'release']);

/** The known qualifiers in their order, then all others in that of their letters. */
function compareWords(one: string, other: string): number {
  return rankOf(one) - rankOf(other) || (rankOf(one) === knownWords.length ? compareText(one, other) : 0);
}

function rankOf(word: string): number {
  const rank = knownWords.indexOf(wordsOfReleases.has(word) ? '' : word);
  return rank === -1 ? knownWords.length : rank;
}

function compareDigits(one: string, other: string): number {
  return one.length - other.length || compareText(one, other);
}
