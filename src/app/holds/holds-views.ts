import { type HoldState, protectingHoldStates } from '../../../server/contracts/evidence-locker/states.ts';
import type { ListView } from '../shared/ui/list/view-links.component.ts';

/** A named set of holds; `states` empty means all. */
export interface HoldsView extends ListView {
  readonly states: readonly HoldState[];
}

export const allHolds: HoldsView = { label: 'All', query: { view: null, cursor: null }, states: [] };

export const holdsViews: readonly HoldsView[] = [
  { label: 'In force', query: { view: 'in-force', cursor: null }, states: protectingHoldStates },
  { label: 'Failed', query: { view: 'failed', cursor: null }, states: ['failed'] },
  { label: 'Released', query: { view: 'released', cursor: null }, states: ['released'] },
  allHolds,
];

/** The view that the URL names; all holds where it names none, so that nothing is hidden by default. */
export function holdsViewOf(id: string | undefined): HoldsView {
  return holdsViews.find(({ query }) => query['view'] === id) ?? allHolds;
}
