/** How long things may take, in milliseconds. */
export interface Timings {
  /** A prune claim gives the right to delete for this long. */
  readonly claimMs: number;
  /** After that, an unended claim stays open for this long: for a deletion under way and for clocks that differ. */
  readonly claimGraceMs: number;
  /** The answer to a placement waits this long for open claims, below the patience of a BFF. */
  readonly placeWaitMs: number;
}

export const usualTimings: Timings = { claimMs: 60_000, claimGraceMs: 15_000, placeWaitMs: 10_000 };
