import { goalRow } from './goal.ts';

/** What a piece of work does to the process with all roles. */
export interface ProcessCost {
  /** Growth of resident memory. */
  readonly grownBytes: number;
  /** Milliseconds. */
  readonly eventLoopP99: number;
}

/** Rows for the table of goals: the worst of several pieces of work. */
export function processGoals(costs: readonly ProcessCost[]): string[][] {
  return [
    goalRow({
      what: 'growth of resident memory',
      bound: 'at most',
      wanted: 256,
      measured: Math.max(...costs.map(({ grownBytes }) => grownBytes)) / 2 ** 20,
      unit: ' MiB',
      digits: 0,
    }),
    goalRow({
      what: 'delay of the event loop, p99',
      bound: 'at most',
      wanted: 50,
      measured: Math.max(...costs.map(({ eventLoopP99 }) => eventLoopP99)),
      unit: ' ms',
      digits: 1,
    }),
  ];
}
