import type { ObjectStore } from '../../../kernel/objects/object-store.ts';
import type { RunStore } from '../../runs/run-store.ts';

/** Clocks of object store and database may differ by less than this. */
const marginMs = 3_600_000;

export interface BundleSweepServices {
  readonly runs: Pick<RunStore, 'refersTo' | 'hasUnfinishedBefore'>;
  readonly objects: Pick<ObjectStore, 'list' | 'head' | 'delete'>;
}

/** What a run stores: its bundle, and the archive of its documents. */
const prefixes = ['bundles/', 'documents/'];

/**
 * Deletes bundles and documents that no run refers to: what a crash left between storing a bundle and saying so, or between the
 * expiry of a run and the deletion of its bytes. Every worker may do so at any time: both hold the id of their run,
 * so only a run that was there when the object was written can ever come to refer to it, and while such a run has not
 * ended the object stays.
 * @returns how many were deleted.
 */
export async function removeOrphanedBundles({ runs, objects }: BundleSweepServices, now: Date): Promise<number> {
  let removed = 0;
  for await (const key of keysOf(objects)) {
    const found = await objects.head(key);
    if (!found || found.modifiedAt.getTime() > now.getTime() - marginMs) continue;
    // In this order: a run that ends in between refers to its object by the second question.
    if (await runs.hasUnfinishedBefore(new Date(found.modifiedAt.getTime() + marginMs))) continue;
    if (await runs.refersTo(key)) continue;
    await objects.delete(key);
    removed += 1;
  }
  return removed;
}

async function* keysOf(objects: Pick<ObjectStore, 'list'>): AsyncGenerator<string> {
  for (const prefix of prefixes) yield* objects.list(prefix);
}
