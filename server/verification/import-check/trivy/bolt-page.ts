import { BUCKET_BYTES, BUCKET_VALUE, ELEMENT_BYTES, PAGE_HEADER_BYTES, PLAIN_VALUE, pageKinds } from './bolt-format.ts';

/** What is wrong with a database file; `message` names the page. */
export class MalformedDatabase extends Error {
  override readonly name = 'MalformedDatabase';
}

export interface LeafElement {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly isBucket: boolean;
}

export interface BranchElement {
  readonly key: Uint8Array;
  readonly page: number;
}

export type BoltPage =
  | { readonly kind: 'leaf'; readonly elements: readonly LeafElement[] }
  | { readonly kind: 'branch'; readonly elements: readonly BranchElement[] };

/** Little-endian numbers of a piece of a file. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Takes a tree page apart; keys and values are parts of `bytes`. Keys ascend byte by byte and nothing reaches out of the page.
 * @throws MalformedDatabase
 */
export function parsePage(bytes: Uint8Array, name: string): BoltPage {
  const view = viewOf(bytes);
  const kind = view.getUint16(8, true);
  const count = view.getUint16(10, true);
  const firstData = PAGE_HEADER_BYTES + count * ELEMENT_BYTES;
  if (firstData > bytes.length) throw new MalformedDatabase(`${name}: ${count} elements do not fit`);
  const part = (at: number, length: number): Uint8Array => {
    if (at < firstData || at + length > bytes.length)
      throw new MalformedDatabase(`${name}: an element leaves the page`);
    return bytes.subarray(at, at + length);
  };
  if (kind === pageKinds.leaf) {
    const elements = elementPlaces(count).map((at) => leafElement(view, at, part, name));
    checkOrder(elements, name);
    return { kind: 'leaf', elements };
  }
  if (kind === pageKinds.branch) {
    const elements = elementPlaces(count).map((at) => branchElement(view, at, part));
    if (count === 0) throw new MalformedDatabase(`${name}: a branch without children`);
    checkOrder(elements, name);
    return { kind: 'branch', elements };
  }
  throw new MalformedDatabase(`${name}: is neither leaf nor branch`);
}

/** Where the tree of a bucket begins: its root page, or the one page that lies inside the value. */
export function parseBucket(value: Uint8Array, name: string): { root: number } | { page: BoltPage } {
  if (value.length < BUCKET_BYTES) throw new MalformedDatabase(`${name}: a bucket is cut`);
  const root = Number(viewOf(value).getBigUint64(0, true));
  if (root !== 0) return { root };
  if (value.length < BUCKET_BYTES + PAGE_HEADER_BYTES) throw new MalformedDatabase(`${name}: a bucket is cut`);
  const page = parsePage(value.subarray(BUCKET_BYTES), `${name}, inline`);
  if (page.kind === 'branch' || page.elements.some(({ isBucket }) => isBucket)) {
    throw new MalformedDatabase(`${name}: an inline bucket holds more than values`);
  }
  return { page };
}

/** Byte by byte; a key before the longer ones that begin with it. */
export function compareKeys(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

function elementPlaces(count: number): number[] {
  return Array.from({ length: count }, (_, index) => PAGE_HEADER_BYTES + index * ELEMENT_BYTES);
}

type Part = (at: number, length: number) => Uint8Array;

function leafElement(view: DataView, at: number, part: Part, name: string): LeafElement {
  const [flags, offset, keyBytes, valueBytes] = [0, 4, 8, 12].map((field) => view.getUint32(at + field, true)) as [
    number,
    number,
    number,
    number,
  ];
  if (flags !== PLAIN_VALUE && flags !== BUCKET_VALUE) throw new MalformedDatabase(`${name}: unknown flags ${flags}`);
  const key = part(at + offset, keyBytes);
  return { key, value: part(at + offset + keyBytes, valueBytes), isBucket: flags === BUCKET_VALUE };
}

function branchElement(view: DataView, at: number, part: Part): BranchElement {
  const key = part(at + view.getUint32(at, true), view.getUint32(at + 4, true));
  return { key, page: Number(view.getBigUint64(at + 8, true)) };
}

function checkOrder(elements: readonly { readonly key: Uint8Array }[], name: string): void {
  let previous: Uint8Array | undefined;
  for (const { key } of elements) {
    if (key.length === 0) throw new MalformedDatabase(`${name}: an empty key`);
    if (previous && compareKeys(previous, key) >= 0) throw new MalformedDatabase(`${name}: its keys are out of order`);
    previous = key;
  }
}
