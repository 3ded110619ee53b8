const endOfHead = '\r\n\r\n';

/** Counts an HTTP/1.1 answer of a known length without keeping it. */
export class SizedAnswer {
  readonly #wanted: number;
  #head = '';
  #received = -1;

  constructor(wanted: number) {
    this.#wanted = wanted;
  }

  /**
   * @returns whether the answer is complete
   * @throws on another status, a Content-Length that is not the one wanted, and bytes behind the end
   */
  read(piece: Uint8Array): boolean {
    if (this.#received < 0) this.#readHead(piece);
    else this.#received += piece.length;
    if (this.#received > this.#wanted) throw new Error('more bytes than the answer has');
    return this.#received === this.#wanted;
  }

  #readHead(piece: Uint8Array): void {
    this.#head += Buffer.from(piece).toString('latin1');
    const end = this.#head.indexOf(endOfHead);
    if (end < 0) return;
    const head = this.#head.slice(0, end);
    if (!head.startsWith('HTTP/1.1 200 '))
      throw new Error(`answer ${head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)}`);
    const length = /^content-length: *(\d+)$/im.exec(head)?.[1];
    if (Number(length) !== this.#wanted) throw new Error(`an answer of ${length ?? 'no'} length`);
    this.#received = this.#head.length - end - endOfHead.length;
    this.#head = '';
  }
}
