import type { Page } from '../../contracts/lists.ts';
import type { CenterCaller } from './center-caller.ts';

/** One field of each item of a list, page by page to its end. `path` has a query. */
export async function everyPage(caller: CenterCaller, path: string, field: string): Promise<unknown[]> {
  const values: unknown[] = [];
  let next = path;
  for (;;) {
    const { body } = await caller.get<Page<Record<string, unknown>>>(next);
    values.push(...body.items.map((item) => item[field]));
    if (body.nextCursor === null) return values;
    next = `${path}&cursor=${body.nextCursor}`;
  }
}
