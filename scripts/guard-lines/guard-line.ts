/** A line that keeps something out, and the proof that it is needed: without it, a spec fails. */
export interface GuardLine {
  /** Of security.md. */
  readonly goal: number;
  /** What it keeps out, as in `a call without the custom header`. */
  readonly against: string;
  readonly file: string;
  /** As it stands in `file`, exactly once. */
  readonly text: string;
  /** What stands there instead when the line is taken away. */
  readonly becomes: string;
  /** Spec files that must notice; run from the first to the last until one does. */
  readonly specs: readonly string[];
}
