import { type VexConsensus, type VexStatus } from '../model.ts';
import { compareText } from '../../verification/compare-text.ts';
import { type Claim } from './claims.ts';

/** A consensus and when its deciding statement was made. */
export interface WeighedConsensus extends VexConsensus {
  readonly timestamp: string | null;
}

/** The more cautious comes first: who relies on the consensus rather looks at a finding too many. */
const byCaution: readonly VexStatus[] = ['affected', 'under_investigation', 'fixed', 'not_affected'];

/**
 * What all claims of one product, subcomponent and vulnerability together say. Of each author the newest counts, since it
 * replaces those before; among authors the newest decides, and at the same time the more cautious one. Claims without a time
 * count as the oldest. `claims` is not empty.
 */
export function weighClaims(claims: readonly Claim[]): WeighedConsensus {
  const weighed = newestOfEachAuthor(claims.toSorted(compareWeight));
  const [deciding] = weighed;
  if (deciding === undefined) throw new RangeError('There is no consensus without a claim');
  const { product, subcomponent, vulnerability, status, justification, timestamp } = deciding;
  return {
    conflict: weighed.some((claim) => claim.status !== status),
    justification,
    product,
    statements: weighed.map(({ statement }) => statement),
    status,
    subcomponent,
    timestamp,
    vulnerability,
  };
}

/** Below 0 where `one` outweighs `other`. */
export function compareWeight(
  one: Pick<Claim, 'timestamp' | 'status'> & { readonly statement: string },
  other: Pick<Claim, 'timestamp' | 'status'> & { readonly statement: string },
): number {
  return (
    compareText(other.timestamp ?? '', one.timestamp ?? '') ||
    byCaution.indexOf(one.status) - byCaution.indexOf(other.status) ||
    compareText(one.statement, other.statement)
  );
}

function newestOfEachAuthor(claims: readonly Claim[]): Claim[] {
  const newest = new Map<string, Claim>();
  for (const claim of claims) if (!newest.has(claim.author)) newest.set(claim.author, claim);
  return [...newest.values()];
}
