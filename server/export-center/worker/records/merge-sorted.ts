/**
 * Merges sorted streams into one sorted stream without repeats. The smallest head is found by looking at all of them: even tens of
 * gigabytes make only some hundred segments, and what follows costs a thousand times more.
 */
export async function* mergeSorted<Item>(
  streams: readonly AsyncGenerator<Item>[],
  compare: (one: Item, other: Item) => number,
): AsyncGenerator<Item> {
  try {
    const heads = await Promise.all(streams.map(async (stream) => ({ stream, head: await stream.next() })));
    let previous: Item | undefined;
    for (;;) {
      const live = heads.filter(({ head }) => !head.done);
      if (live.length === 0) return;
      const first = live.reduce((least, other) =>
        compare(other.head.value as Item, least.head.value as Item) < 0 ? other : least,
      );
      const item = first.head.value as Item;
      if (previous === undefined || compare(previous, item) !== 0) yield item;
      previous = item;
      first.head = await first.stream.next();
    }
  } finally {
    await Promise.all(streams.map((stream) => stream.return(undefined)));
  }
}
