/** A number that the design promises, beside the one that was measured. */
export interface Goal {
  readonly what: string;
  readonly measured: number;
  readonly bound: 'at least' | 'at most' | 'exactly';
  readonly wanted: number;
  /** Written behind both numbers, as in ` ms`. */
  readonly unit?: string;
  /** Digits behind the point; 2 by default. */
  readonly digits?: number;
}

export function isMet({ measured, bound, wanted }: Goal): boolean {
  if (bound === 'exactly') return measured === wanted;
  return bound === 'at least' ? measured >= wanted : measured <= wanted;
}

/** Cells of a table: what, goal, measured, met or missed. */
export function goalRow(goal: Goal): string[] {
  const { what, measured, bound, wanted, unit = '', digits = 2 } = goal;
  const shown = (value: number) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }) + unit;
  return [what, `${bound} ${shown(wanted)}`, shown(measured), isMet(goal) ? 'met' : 'MISSED'];
}

export const goalHead = ['', 'goal', 'measured', ''] as const;
