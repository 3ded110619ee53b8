/**
 * Does several pieces of work at once and waits for all of them, also when one fails: the others are cancelled then, and none of them
 * still writes when this returns. Throws the first failure.
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const failure = new AbortController();
  const both = AbortSignal.any([signal, failure.signal]);
  const results = await Promise.allSettled(
    items.map((item) =>
      work(item, both).catch((error: unknown) => {
        failure.abort(error);
        throw error;
      }),
    ),
  );
  both.throwIfAborted();
  return results.map((result) => (result as PromiseFulfilledResult<Result>).value);
}
