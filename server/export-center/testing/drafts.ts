import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { profileDraft } from '../../contracts/export-center/profile.ts';

type Draft = z.input<typeof profileDraft>;

/** A draft of a `json:raw` profile under a name that no other spec uses. */
export function draftOf(change: Partial<Draft> = {}): Draft {
  return { name: `nightly-${randomBytes(6).toString('hex')}`, kind: 'json', variant: 'raw', ...change };
}

/** The draft of a next revision. */
export function revisionOf(draft: Draft, change: Partial<Draft> = {}): object {
  return { ...draft, ...change, changeRecord: { impact: 'none to speak of', expectedBundleBytes: 1_000_000 } };
}

/** A tenant that no other spec uses, without evidence. */
export function newTenant(): string {
  return `tenant-${randomBytes(6).toString('hex')}`;
}
