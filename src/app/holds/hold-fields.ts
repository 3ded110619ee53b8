import type { FieldTree, ReadonlyFieldTree } from '@angular/forms/signals';
import type { HoldDraft, HoldScope } from '../../../server/contracts/evidence-locker/hold.ts';

export type ScopeType = HoldScope['type'];

/** A hold as the form has it: ids as lines of text, days as `yyyy-mm-dd`. */
export interface HoldFields {
  name: string;
  caseId: string;
  reviewOn: string;
  /** Empty: it does not expire. */
  expiresOn: string;
  covers: ScopeType;
  bundleIds: string;
  runIds: string;
  digest: string;
}

/** What the page that led here wants held, from the URL. */
export interface Prefilled {
  readonly bundleId?: string | undefined;
  readonly runId?: string | undefined;
  readonly digest?: string | undefined;
}

const reviewAfterDays = 90;

/** `now`: milliseconds since the epoch. The review date is a suggestion. */
export function newHoldFields({ bundleId = '', runId = '', digest = '' }: Prefilled, now: number): HoldFields {
  return {
    name: '',
    caseId: '',
    reviewOn: new Date(now + reviewAfterDays * 86_400_000).toISOString().slice(0, 10),
    expiresOn: '',
    covers: bundleId !== '' ? 'bundle' : digest !== '' ? 'digest' : 'run',
    bundleIds: bundleId,
    runIds: runId,
    digest,
  };
}

/** Keeps the contract's types but not yet its rules: those are checked on it. */
export function holdDraftOf(fields: HoldFields): HoldDraft {
  return {
    name: fields.name.trim(),
    caseId: fields.caseId.trim(),
    scope: scopeOf(fields),
    reviewAt: endOf(fields.reviewOn),
    ...(fields.expiresOn !== '' && { expiresAt: endOf(fields.expiresOn) }),
  };
}

export function scopeOf({ covers, bundleIds, runIds, digest }: HoldFields): HoldScope {
  switch (covers) {
    case 'bundle':
      return { type: 'bundle', bundleIds: idsOf(bundleIds) };
    case 'run':
      return { type: 'run', runIds: idsOf(runIds) };
    case 'digest':
      return { type: 'digest', digest: digest.trim() };
  }
}

/** The field that a path of the contract is typed in; undefined for what the form does not have. */
export function holdFieldAt(
  fields: FieldTree<HoldFields> | ReadonlyFieldTree<HoldFields>,
  path: string,
): ReadonlyFieldTree<unknown> | undefined {
  const name = fieldOfPath.find(([prefix]) => path === prefix || path.startsWith(`${prefix}.`))?.[1];
  return name === undefined ? undefined : fields[name];
}

const fieldOfPath: readonly (readonly [path: string, field: keyof HoldFields])[] = [
  ['name', 'name'],
  ['caseId', 'caseId'],
  ['reviewAt', 'reviewOn'],
  ['expiresAt', 'expiresOn'],
  ['scope.bundleIds', 'bundleIds'],
  ['scope.runIds', 'runIds'],
  ['scope.digest', 'digest'],
  ['scope', 'covers'],
];

/** The whole day counts, in UTC. Empty where no day is given, which the schema then refuses. */
function endOf(day: string): string {
  return day === '' ? '' : `${day}T23:59:59.999Z`;
}

/** Ids as people paste them: one a line, or with commas or blanks between them. Each once. */
function idsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((id) => id !== ''))];
}
