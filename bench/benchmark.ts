import type { Table } from './measure/table.ts';

/** One file of bench/cases exports one of these as `benchmark`; the file's name is the one for the command line. */
export interface Benchmark {
  /** What it measures, one line. */
  readonly summary: string;
  run(): Promise<readonly Table[]>;
}
