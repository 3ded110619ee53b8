/** Rows of cells under a head; the first column is text, the others are numbers with their unit in the head. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What one must know to read the numbers: sizes, counts, versions. */
  readonly note?: string;
}

/** The table as text: first column to the left, numbers to the right. */
export function formatTable({ title, head, rows, note }: Table): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? '';
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  return [title, '', line(head), rule, ...rows.map(line), ...(note ? ['', note] : [])].join('\n');
}
