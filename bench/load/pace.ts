/** How long a slow reader waits between two reads. */
export class Pace {
  readonly #bytesPerSecond: number | undefined;
  readonly #now: () => number;
  readonly #startedAt: number;
  #read = 0;

  /** @param bytesPerSecond as fast as it comes where undefined */
  constructor(bytesPerSecond: number | undefined, now = () => performance.now()) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#now = now;
    this.#startedAt = now();
  }

  /** Milliseconds to wait after so many more bytes; 0 where the reader is not ahead of its pace. */
  waitAfter(bytes: number): number {
    this.#read += bytes;
    if (this.#bytesPerSecond === undefined) return 0;
    const dueMs = (this.#read / this.#bytesPerSecond) * 1000;
    return Math.max(0, dueMs - (this.#now() - this.#startedAt));
  }
}
