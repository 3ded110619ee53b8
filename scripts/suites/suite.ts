/** One part of `npm test` under a heading of its own. */
export interface Suite {
  readonly title: string;
  run(): Promise<SuiteResult>;
}

export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skip[];
  /** What the tools printed: shown where something failed, else kept back. */
  readonly output: string;
}

/** A test, or a whole suite, that did not run: `npm test` names it with the reason. */
export interface Skip {
  readonly name: string;
  readonly reason: string;
}
