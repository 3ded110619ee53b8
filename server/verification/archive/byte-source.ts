const NOTHING = new Uint8Array(0);

/** Reads a stream of pieces of any size by what the reader wants: some, an exact number, or a line. */
export class ByteSource {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = NOTHING;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#pieces = source[Symbol.asyncIterator]();
  }

  /** At least one and at most `limit` bytes; undefined at the end. The bytes are valid until the next read. */
  async readSome(limit: number): Promise<Uint8Array | undefined> {
    if (!(await this.#fill())) return undefined;
    const some = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(some.length);
    return some;
  }

  /** A copy of the next `count` bytes; fewer when the stream ends before. */
  async readExactly(count: number): Promise<Uint8Array> {
    const exact = new Uint8Array(count);
    return exact.subarray(0, await this.readInto(exact));
  }

  /** Fills `target` with the next bytes and answers how many there were; fewer when the stream ends before. */
  async readInto(target: Uint8Array): Promise<number> {
    let length = 0;
    while (length < target.length) {
      const some = await this.readSome(target.length - length);
      if (!some) break;
      target.set(some, length);
      length += some.length;
    }
    return length;
  }

  /**
   * A copy of the bytes up to and without the next newline; undefined at the end. A last line needs no newline.
   * @throws RangeError when the line is longer than `limit` bytes.
   */
  async readLine(limit: number): Promise<Uint8Array | undefined> {
    const parts: Uint8Array[] = [];
    let length = 0;
    while (await this.#fill()) {
      const end = this.#rest.indexOf(0x0a);
      const part = end < 0 ? this.#rest : this.#rest.subarray(0, end);
      length += part.length;
      if (length > limit) throw new RangeError(`A line is longer than ${limit} bytes`);
      parts.push(part.slice());
      this.#rest = this.#rest.subarray(end < 0 ? part.length : end + 1);
      if (end >= 0) return joined(parts, length);
    }
    return parts.length === 0 ? undefined : joined(parts, length);
  }

  /** Tells the stream that nothing more will be read. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const piece = await this.#pieces.next();
      if (piece.done) return false;
      this.#rest = piece.value;
    }
    return true;
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0] ?? NOTHING;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
