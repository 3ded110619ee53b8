import { type EvidenceKind } from '../../../../contracts/export-center/kinds.ts';

/** What collecting a delta leaves in the staging folder beside the records that it carries. */
export const DELTA_FILES = {
  /** {@link ChangeCounts} as JSON. */
  counts: 'changes.json',
  /** Frames without content: the documents that are gone. */
  removed: 'removed.frames',
  /** A line `<digest before> <digest after>` for each document of either state; a side that lacks it is empty. */
  states: 'states.txt',
} as const;

export type CountsByKind = Readonly<Record<EvidenceKind, number>>;

/** How many documents of each kind a delta adds, changes and removes. */
export interface ChangeCounts {
  readonly added: CountsByKind;
  readonly changed: CountsByKind;
  readonly removed: CountsByKind;
}
