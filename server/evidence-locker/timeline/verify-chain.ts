import type { TimelineVerification } from '../../contracts/evidence-locker/timeline.ts';
import { digestOf, hashOf } from './chain.ts';
import { linkOf, type TimelineRow } from './timeline-row.ts';
import type { TimelineStore } from './timeline-store.ts';

const pageSize = 1_000;

/**
 * Recomputes the whole chain of a tenant, a page at a time, up to the head that the tenant's row records; what is
 * appended meanwhile belongs to the next verification. It finds a changed event, an event taken out, at the end too,
 * and one put in; `brokenAt` is the number of the first that is wrong or missing.
 */
export async function verifyChain(store: TimelineStore, tenant: string): Promise<TimelineVerification> {
  const head = await store.head(tenant);
  let previous: { seq: number; hash: string | null } = { seq: 0, hash: null };
  while (previous.seq < head.seq) {
    const page = await store.readChain(tenant, previous.seq, head.seq, pageSize);
    if (page.length === 0) return brokenAt(previous.seq + 1);
    for (const row of page) {
      if (!continues(row, previous)) return brokenAt(previous.seq + 1);
      previous = { seq: row.seq, hash: row.hash };
    }
  }
  if (previous.hash !== head.hash) return brokenAt(head.seq);
  return { verdict: 'passed', events: head.seq, brokenAt: null, head: head.hash };

  function brokenAt(seq: number): TimelineVerification {
    return { verdict: 'failed', events: head.seq, brokenAt: seq, head: head.hash };
  }
}

function continues(row: TimelineRow, previous: { seq: number; hash: string | null }): boolean {
  return (
    row.seq === previous.seq + 1 &&
    row.previous_hash === previous.hash &&
    (row.payload === null || digestOf(row.payload) === row.payload_digest) &&
    hashOf(linkOf(row)) === row.hash
  );
}
