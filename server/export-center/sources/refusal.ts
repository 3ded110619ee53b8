/** Why a document was not taken in, in words that follow "The document …". */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
}

/** The file could not be read now; at another time it may be. */
export class UnreadableError extends Refusal {
  override readonly name = 'UnreadableError';
}

/** A refusal as data, for worker threads. */
export interface Refused {
  readonly refused: string;
  /** Of an {@link UnreadableError}. */
  readonly isUnreadable?: boolean;
}

/** The words of a refusal; anything else is a fault of ours, and thrown again. */
export function refusedBy(error: unknown): Refused {
  if (error instanceof UnreadableError) return { refused: error.message, isUnreadable: true };
  if (error instanceof Refusal) return { refused: error.message };
  throw error;
}
