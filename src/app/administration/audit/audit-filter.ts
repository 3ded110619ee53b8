import type { AuditKind } from '../../../../server/contracts/bff/audit.ts';
import { auditKinds } from './audit-words.ts';

/** What the URL of the page says, each as it stands there. */
export interface AuditFilter {
  /** One or several. */
  readonly kind?: string | readonly string[] | undefined;
  /** A person, by the subject of their sign-in. */
  readonly subject?: string | undefined;
  /** Up to now: `24h`, `7d`, `30d`. */
  readonly range?: string | undefined;
  /** RFC 3339, half open. Not beside a range. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export type AuditRequest = Readonly<Record<string, string | readonly string[]>>;

/** A span of time up to now. */
export interface AuditRange {
  /** In the URL; null is all of it. */
  readonly id: string | null;
  readonly label: string;
  readonly hours: number;
}

export const auditRanges: readonly AuditRange[] = [
  { id: null, label: 'Any time', hours: Infinity },
  { id: '24h', label: '24 h', hours: 24 },
  { id: '7d', label: '7 d', hours: 7 * 24 },
  { id: '30d', label: '30 d', hours: 30 * 24 },
];

/** The kinds that the URL names; what it names besides is left out, so that an old link still opens. */
export function kindsOf({ kind }: AuditFilter): readonly AuditKind[] {
  const named = kind === undefined ? [] : [kind].flat();
  return auditKinds.filter((known) => named.includes(known));
}

/** `GET /console/audit` as the filter asks for it, without its page. `now` in milliseconds since the epoch. */
export function requestOf(filter: AuditFilter, now: number): AuditRequest {
  const kinds = kindsOf(filter);
  return {
    ...(kinds.length > 0 && { kind: kinds }),
    ...(filter.subject !== undefined && { subject: filter.subject }),
    ...spanOf(filter, now),
  };
}

export function isFiltered(filter: AuditFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

/** The range as links of the page; undefined while the URL says from and to by itself. */
export function rangeOf({ range, from, to }: AuditFilter): AuditRange | undefined {
  if (from !== undefined || to !== undefined) return undefined;
  return auditRanges.find(({ id }) => id === (range ?? null)) ?? auditRanges[0];
}

function spanOf(filter: AuditFilter, now: number): { readonly from?: string; readonly to?: string } {
  const hours = rangeOf(filter)?.hours;
  if (hours === undefined) {
    return { ...(filter.from && { from: filter.from }), ...(filter.to && { to: filter.to }) };
  }
  return hours === Infinity ? {} : { from: new Date(now - hours * 3_600_000).toISOString() };
}
