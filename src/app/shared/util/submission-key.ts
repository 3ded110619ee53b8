/**
 * The `Idempotency-Key` of a form: repeating what may already have arrived is harmless, and what was changed or refused
 * is a submission of its own.
 */
export class SubmissionKey {
  #body: string | undefined;
  #key = '';

  /** The key that `body` was last sent under, or a new one. */
  for(body: unknown): string {
    const text = JSON.stringify(body);
    if (text !== this.#body) {
      this.#body = text;
      this.#key = crypto.randomUUID();
    }
    return this.#key;
  }

  /** The server has answered for good: sending the same again is a new submission. */
  settle(): void {
    this.#body = undefined;
  }
}
