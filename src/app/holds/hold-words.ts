import type { Hold, HoldScope } from '../../../server/contracts/evidence-locker/hold.ts';
import { protectingHoldStates } from '../../../server/contracts/evidence-locker/states.ts';
import { shortenDigest } from '../shared/util/digests.ts';
import { formatBytes, plural } from '../shared/util/quantities.ts';

/** "run-20251029-01", "3 runs", "bndl-4k2f9a", "the digest 3f2a91c4…e07b19c2". */
export function scopeWords(scope: HoldScope): string {
  switch (scope.type) {
    case 'bundle':
      return named(scope.bundleIds, '# bundles');
    case 'run':
      return named(scope.runIds, '# runs');
    case 'digest':
      return `Digest ${shortenDigest(scope.digest)}`;
  }
}

/** "12 bundles, 94.1 MiB". */
export function extentWords({ items, bytes }: Pick<Hold, 'items' | 'bytes'>): string {
  const size = formatBytes(bytes);
  return plural(items, { one: `# bundle, ${size}`, other: `# bundles, ${size}` });
}

/** Whether the person who promised to look at it again is late; a hold that protects nothing needs no review. */
export function isOverdue({ reviewAt, state }: Pick<Hold, 'reviewAt' | 'state'>, now: number): boolean {
  return protectingHoldStates.includes(state) && Date.parse(reviewAt) < now;
}

/** What a state means for the bundles, in one sentence. */
export const meaningOfState: Readonly<Record<Hold['state'], string>> = {
  placing: 'Being placed: its bundles are already kept, and deletions under way are waited for.',
  active: 'In force: its bundles are kept, whatever their retention says.',
  failed: 'Not in force: placing it failed, and it protects nothing.',
  'release-requested': 'In force: its release is requested and waits for a second person.',
  'cooling-off': 'In force until its cooling-off ends; then its bundles fall back to their retention.',
  released: 'Not in force: its bundles are back under their retention.',
};

function named(ids: readonly string[], several: string): string {
  return ids.length === 1 ? (ids[0] ?? '') : plural(ids.length, { one: several, other: several });
}
