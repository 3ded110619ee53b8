const sentAt = /"sentAt":"(\d+)"/g;

/** Finds the events of held-streams.ts in what a connection brings, however it is cut. */
export class EventReader {
  #rest = '';
  #opened = false;

  /** Whether the head of the answer is here. */
  get opened(): boolean {
    return this.#opened;
  }

  /**
   * @returns when each event that is now complete was sent, in ns of the clock that all processes share
   * @throws where the answer is none of status 200
   */
  read(piece: Uint8Array): bigint[] {
    const text = this.#rest + Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1');
    if (!this.#opened && text.length >= 12) {
      if (!text.startsWith('HTTP/1.1 200')) throw new Error(`answer ${text.slice(9, 12)}`);
      this.#opened = text.includes('\r\n\r\n');
    }
    const lastLine = text.lastIndexOf('\n') + 1;
    // An event ends with an empty line; its data, on a line of its own, is complete before.
    this.#rest = this.#opened ? text.slice(lastLine) : text;
    return this.#opened ? Array.from(text.slice(0, lastLine).matchAll(sentAt), ([, at = '0']) => BigInt(at)) : [];
  }
}
