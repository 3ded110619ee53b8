/** Where the list was in the document: `around` holds this as the list's only item. */
export const LIFTED = '\u0000lifted\u0000';

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/** One item unless told otherwise, and everything around the list; more is refused before it fills the memory. */
const ITEM_LIMIT_BYTES = 64 * 1024;
const AROUND_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Reads canonical JSON that holds one long list of objects, item by item: the counterpart of `canonicalPieces`.
 * The list is the first one that is the value of a member of this name; `onItem` gets its items in order.
 * @returns the document around the list, parsed, with {@link LIFTED} in the list's place; undefined where there is
 * no such list.
 * @throws SyntaxError or RangeError when the bytes are not such a document.
 */
export async function liftList(
  content: AsyncIterable<Uint8Array>,
  member: string,
  onItem: (item: unknown) => void,
  itemLimitBytes = ITEM_LIMIT_BYTES,
): Promise<unknown> {
  const scanner = new ListScanner(member, onItem, itemLimitBytes);
  for await (const piece of content) scanner.scan(piece);
  return scanner.around();
}

class ListScanner {
  readonly #opening: Uint8Array;
  readonly #onItem: (item: unknown) => void;
  readonly #around = new TextPieces(AROUND_LIMIT_BYTES);
  readonly #item: TextPieces;
  #place: 'before' | 'list' | 'item' | 'after' = 'before';
  /** Of objects and lists inside the item. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Bytes of `"<member>":[` matched so far, outside of strings' inner text. */
  #matched = 0;

  constructor(member: string, onItem: (item: unknown) => void, itemLimitBytes: number) {
    this.#item = new TextPieces(itemLimitBytes);
    this.#opening = new TextEncoder().encode(`"${member}":[`);
    this.#onItem = onItem;
  }

  scan(piece: Uint8Array): void {
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at] ?? 0;
      if (this.#place === 'before') {
        if (!this.#seeOpening(byte)) continue;
        this.#around.add(piece.subarray(from, at + 1));
        this.#around.add(new TextEncoder().encode(JSON.stringify(LIFTED)));
        this.#place = 'list';
      } else if (this.#place === 'list') {
        from = this.#seeBetweenItems(byte, at);
      } else if (this.#place === 'item' && this.#seeItemEnd(byte)) {
        this.#item.add(piece.subarray(from, at + 1));
        this.#onItem(JSON.parse(this.#item.take()));
        this.#place = 'list';
      }
    }
    if (this.#place === 'item') this.#item.add(piece.subarray(from));
    else if (this.#place !== 'list') this.#around.add(piece.subarray(from));
  }

  around(): unknown {
    if (this.#place === 'before') return undefined;
    return JSON.parse(this.#around.take());
  }

  /** Whether this byte completes the opening of the list. The name can begin only where a string begins. */
  #seeOpening(byte: number): boolean {
    const beginsString = byte === QUOTE && !this.#inString;
    this.#matched = byte === this.#opening[this.#matched] ? this.#matched + 1 : Number(beginsString);
    this.#trackString(byte);
    return this.#matched === this.#opening.length;
  }

  #seeBetweenItems(byte: number, at: number): number {
    if (byte === OPEN_OBJECT) {
      this.#place = 'item';
      this.#depth = 1;
    } else if (byte === CLOSE_LIST) {
      this.#place = 'after';
    } else if (byte !== 0x2c) {
      throw new SyntaxError('A list holds something else than objects');
    }
    return at;
  }

  #seeItemEnd(byte: number): boolean {
    const wasInString = this.#inString;
    this.#trackString(byte);
    if (wasInString) return false;
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#depth += 1;
    if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) this.#depth -= 1;
    return this.#depth === 0;
  }

  #trackString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH && this.#inString) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = !this.#inString;
  }
}

/** Bytes of a text that come in pieces. */
class TextPieces {
  readonly #limit: number;
  #decoder = newDecoder();
  #text = '';
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(piece: Uint8Array): void {
    this.#bytes += piece.length;
    if (this.#bytes > this.#limit) throw new RangeError(`A part of the document is longer than ${this.#limit} bytes`);
    this.#text += this.#decoder.decode(piece, { stream: true });
  }

  take(): string {
    const text = this.#text + this.#decoder.decode();
    [this.#decoder, this.#text, this.#bytes] = [newDecoder(), '', 0];
    return text;
  }
}

function newDecoder() {
  return new TextDecoder('utf-8', { fatal: true });
}
