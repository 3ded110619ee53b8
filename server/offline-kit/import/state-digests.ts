import { createHash } from 'node:crypto';
import { asDigest } from '../../verification/bundle-hashes.ts';
import { type DeltaDescription } from '../../verification/mirror/delta-layout.ts';
import { stateDigestText } from '../../verification/mirror/state-digest.ts';
import { KitError } from '../command-line/kit-error.ts';

/** Digests of all documents of the states before and after a delta; their texts are nowhere in memory. */
export interface StateDigests {
  readonly before: string[];
  readonly after: string[];
}

/** @throws KitError `refused` where the delta speaks of another state. */
export function checkStates({ before, after }: StateDigests, description: DeltaDescription): void {
  if (digestOf(before) !== description.baseStateDigest) {
    throw new KitError(
      'refused',
      'The mirror does not hold what this delta builds on. Import the last full bundle anew.',
    );
  }
  if (digestOf(after) !== description.stateDigest) {
    throw new KitError(
      'refused',
      'What this delta makes of the mirror is not what it says. Import the next full bundle.',
    );
  }
}

function digestOf(documentDigests: readonly string[]): string {
  return asDigest(createHash('sha256').update(stateDigestText(documentDigests)).digest('hex'));
}
