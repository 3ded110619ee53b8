import type { EvidenceBundle } from '../../../server/contracts/evidence-locker/bundle.ts';

/** A hold as a bundle names it. */
export type NamedHold = EvidenceBundle['heldBy'][number];

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** "“Northwind v. Acme” and “Audit 2026”". */
export function namesOf(holds: readonly NamedHold[]): string {
  return list.format(holds.map(({ name }) => `“${name}”`));
}

/** Why a bundle cannot be deleted; empty while nothing is known against it. */
export function reasonAgainstDeletion(holds: readonly NamedHold[] | null | undefined): string {
  return holds?.length ? `Kept by the legal hold ${namesOf(holds)}. Release it first.` : '';
}
