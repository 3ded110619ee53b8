import { KitError } from '../command-line/kit-error.ts';
import { type Line, type Named, compareNames } from './raw-shards.ts';

export interface Changes<Record extends Named> {
  /** What the mirror holds. */
  readonly held: AsyncIterable<Line<Record>>;
  /** New records, and new texts of those held. */
  readonly changed: AsyncIterable<Line<Record>>;
  readonly removed: AsyncIterable<Line<Named>>;
  /** `advisories`, for messages. */
  readonly kind: string;
}

/**
 * What a mirror holds after a delta, in the order of the records, with one record of each of the three lists in memory.
 * @throws KitError `refused` where a list is out of order, or the delta removes what the mirror does not hold.
 */
export async function* mergeChanges<Record extends Named>(changes: Changes<Record>): AsyncGenerator<Line<Record>> {
  const { kind } = changes;
  await using held = await peekable(inOrder(changes.held, `${kind} of the mirror`));
  await using changed = await peekable(inOrder(changes.changed, `changed ${kind} of the delta`));
  await using removed = await peekable(inOrder(changes.removed, `removed ${kind} of the delta`));
  while (held.head ?? changed.head) {
    const order = compareHeads(held.head, changed.head);
    const line = order < 0 ? held.head : changed.head;
    if (!line) return;
    const gone = compareHeads(removed.head, line);
    if (gone < 0) throw notHeld(kind, removed.head?.value);
    if (order <= 0) await held.advance();
    if (order >= 0) await changed.advance();
    if (gone === 0 && order >= 0) throw new KitError('refused', `The delta both changes and removes ${line.value.id}.`);
    if (gone === 0) await removed.advance();
    else yield line;
  }
  if (removed.head) throw notHeld(kind, removed.head.value);
}

/** A list that has ended comes after everything. */
function compareHeads(one: Line<Named> | undefined, other: Line<Named> | undefined): number {
  if (!one || !other) return Number(one === undefined) - Number(other === undefined);
  return compareNames(one.value, other.value);
}

function notHeld(kind: string, name: Named | undefined): KitError {
  const { id = '', source = '' } = name ?? {};
  return new KitError('refused', `The delta removes ${kind} "${id}" of ${source}, which the mirror does not hold.`);
}

async function* inOrder<Value extends Named>(lines: AsyncIterable<Line<Value>>, what: string) {
  let previous: Value | undefined;
  for await (const line of lines) {
    if (previous && compareNames(previous, line.value) >= 0) {
      throw new KitError('refused', `The ${what} are not in order at "${line.value.id}".`);
    }
    previous = line.value;
    yield line;
  }
}

async function peekable<Item>(items: AsyncGenerator<Item>) {
  let next = await items.next();
  return {
    get head(): Item | undefined {
      return next.done ? undefined : next.value;
    },
    async advance() {
      next = await items.next();
    },
    async [Symbol.asyncDispose]() {
      await items.return(undefined);
    },
  };
}
