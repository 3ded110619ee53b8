/**
 * Merges sorted sequences into one sorted sequence, repeats included. The smallest head is found by looking at all of them: even tens
 * of gigabytes make only some hundred segments, and what follows costs a thousand times more.
 */
export async function* mergeSorted<Item>(
  sequences: readonly (AsyncIterable<Item> | Iterable<Item>)[],
  compare: (one: Item, other: Item) => number,
): AsyncGenerator<Item> {
  const iterators = sequences.map(iteratorOf);
  try {
    let heads = await Promise.all(iterators.map(async (iterator) => ({ iterator, head: await iterator.next() })));
    for (;;) {
      heads = heads.filter(({ head }) => !head.done);
      if (heads.length === 0) return;
      const first = heads.reduce((least, other) =>
        compare(other.head.value as Item, least.head.value as Item) < 0 ? other : least,
      );
      yield first.head.value as Item;
      first.head = await first.iterator.next();
    }
  } finally {
    for (const iterator of iterators) await iterator.return?.();
  }
}

/** A sorted sequence with each item once. */
export async function* withoutRepeats<Item>(
  sorted: AsyncIterable<Item>,
  compare: (one: Item, other: Item) => number,
): AsyncGenerator<Item> {
  let previous: Item | undefined;
  for await (const item of sorted) {
    if (previous === undefined || compare(previous, item) !== 0) yield item;
    previous = item;
  }
}

function iteratorOf<Item>(sequence: AsyncIterable<Item> | Iterable<Item>): AsyncIterator<Item> | Iterator<Item> {
  return Symbol.asyncIterator in sequence ? sequence[Symbol.asyncIterator]() : sequence[Symbol.iterator]();
}
