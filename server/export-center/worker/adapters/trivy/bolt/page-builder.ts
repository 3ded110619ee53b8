import {
  ELEMENT_BYTES,
  PAGE_BYTES,
  PAGE_HEADER_BYTES,
  PLAIN_VALUE,
  pageKinds,
} from '../../../../../verification/import-check/trivy/bolt-format.ts';

/** A key of a leaf with its value, or of a branch with the page of its child. */
interface Element {
  readonly key: Buffer;
  readonly value: Buffer;
  /** Flags of a leaf's element; page of a branch's. */
  readonly mark: number;
}

const NOTHING = Buffer.alloc(0);
/** `count` has two bytes. */
const MAX_ELEMENTS = 0xffff;

/** Gathers the elements of one page after the other. */
export class PageBuilder {
  readonly #kind: 'leaf' | 'branch';
  #elements: Element[] = [];
  #bytes = PAGE_HEADER_BYTES;

  constructor(kind: 'leaf' | 'branch') {
    this.#kind = kind;
  }

  get isEmpty(): boolean {
    return this.#elements.length === 0;
  }

  /** Of the page as it stands. */
  get bytes(): number {
    return this.#bytes;
  }

  get firstKey(): Buffer {
    return this.#elements[0]?.key ?? NOTHING;
  }

  /** An element larger than a page gets one of its own, with overflow. */
  hasRoomFor(key: Buffer, value: Buffer = NOTHING): boolean {
    if (this.isEmpty) return true;
    const bytes = this.#bytes + ELEMENT_BYTES + key.length + value.length;
    return bytes <= PAGE_BYTES && this.#elements.length < MAX_ELEMENTS;
  }

  addValue(key: Buffer, value: Buffer, flags = PLAIN_VALUE): void {
    this.#add({ key, value, mark: flags });
  }

  addChild(key: Buffer, page: number): void {
    this.#add({ key, value: NOTHING, mark: page });
  }

  /** The page, with `id` and overflow left for whoever places it; this builder begins the next page. */
  take(): Buffer {
    const page = Buffer.alloc(this.#bytes);
    page.writeUInt16LE(pageKinds[this.#kind], 8);
    page.writeUInt16LE(this.#elements.length, 10);
    let end = PAGE_HEADER_BYTES + ELEMENT_BYTES * this.#elements.length;
    for (const [index, { key, value, mark }] of this.#elements.entries()) {
      const at = PAGE_HEADER_BYTES + ELEMENT_BYTES * index;
      if (this.#kind === 'leaf') {
        page.writeUInt32LE(mark, at);
        page.writeUInt32LE(end - at, at + 4);
        page.writeUInt32LE(key.length, at + 8);
        page.writeUInt32LE(value.length, at + 12);
      } else {
        page.writeUInt32LE(end - at, at);
        page.writeUInt32LE(key.length, at + 4);
        page.writeBigUInt64LE(BigInt(mark), at + 8);
      }
      page.set(key, end);
      page.set(value, end + key.length);
      end += key.length + value.length;
    }
    this.#elements = [];
    this.#bytes = PAGE_HEADER_BYTES;
    return page;
  }

  #add(element: Element): void {
    this.#elements.push(element);
    this.#bytes += ELEMENT_BYTES + element.key.length + element.value.length;
  }
}
