import { decodeCursor, encodeCursor, type Position } from './cursor.ts';
import { AppError } from './errors.ts';

/** A call for one page of a list. */
export interface ListRequest<Filter extends object> {
  readonly tenant: string;
  readonly filter: Filter;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface PageOf<Item> {
  items: Item[];
  nextCursor: string | null;
  total: number;
}

/** How one kind of list is read: its rows after a position, their number, and the items that rows become. */
export interface PageSource<Row, Item> {
  rows(limit: number, after: Position | undefined): Promise<Row[]>;
  count(): Promise<number>;
  position(row: Row): Position;
  items(rows: readonly Row[]): Item[] | Promise<Item[]>;
}

/**
 * Reads one page. One row more than asked for tells whether there is a next page.
 * @throws AppError ERR_VALIDATION for a cursor of another tenant, filter or sort.
 */
export async function readPage<Row, Item, Filter extends object>(
  { tenant, filter, limit, cursor }: ListRequest<Filter>,
  source: PageSource<Row, Item>,
): Promise<PageOf<Item>> {
  const binding = { tenant, filter };
  const found = await source.rows(limit + 1, cursor === undefined ? undefined : decodeCursor(binding, cursor));
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    items: await source.items(rows),
    nextCursor: last && found.length > limit ? encodeCursor(binding, source.position(last)) : null,
    total: await source.count(),
  };
}

/** The time in a cursor's position. A cursor is not signed, so its key may be anything. */
export function timeOf({ key }: Position): Date {
  const time = new Date(key);
  return Number.isNaN(time.getTime()) ? damaged() : time;
}

/** The whole number in a cursor's position. */
export function numberOf({ key }: Position): number {
  return typeof key === 'number' && Number.isSafeInteger(key) ? key : damaged();
}

function damaged(): never {
  throw new AppError('ERR_VALIDATION', 'The cursor is damaged. Start again without it.', {
    details: [{ path: 'query.cursor', message: 'is damaged' }],
  });
}
