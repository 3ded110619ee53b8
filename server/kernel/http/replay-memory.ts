/**
 * Remembers one-time values for at least `windowMs`, at most twice that. Two sets change places, so that forgetting
 * costs nothing per value.
 */
export class ReplayMemory {
  readonly #windowMs: number;
  readonly #now: () => number;
  #recent = new Set<string>();
  #older = new Set<string>();
  #turnedAt: number;

  constructor(windowMs: number, now: () => number = Date.now) {
    this.#windowMs = windowMs;
    this.#now = now;
    this.#turnedAt = now();
  }

  /** False where the value was remembered before. */
  remember(value: string): boolean {
    this.#turn();
    if (this.#recent.has(value) || this.#older.has(value)) return false;
    this.#recent.add(value);
    return true;
  }

  #turn(): void {
    const elapsed = this.#now() - this.#turnedAt;
    if (elapsed < this.#windowMs) return;
    this.#older = elapsed < 2 * this.#windowMs ? this.#recent : new Set();
    this.#recent = new Set();
    this.#turnedAt = this.#now();
  }
}
