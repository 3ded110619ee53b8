import type { Compression, Profile, ProfileDraft, Selectors } from '../../../server/contracts/export-center/profile.ts';
import { plural } from '../shared/util/quantities.ts';

export type Included = ProfileDraft['include'][number];

/** What a run can pack, in the order of the contract. */
export const wordOfIncluded: Readonly<Record<Included, string>> = {
  advisories: 'Advisories',
  vex: 'VEX documents',
  sboms: 'SBOMs',
  findings: 'Findings',
};

const wordOfKind: Readonly<Record<string, string>> = {
  'json:raw': 'JSON, as it came (json:raw)',
};

const conjunction = new Intl.ListFormat('en', { type: 'conjunction' });
const days = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });

export function kindWords({ kind, variant }: Pick<ProfileDraft, 'kind' | 'variant'>): string {
  const name = `${kind}:${variant}`;
  return wordOfKind[name] ?? name;
}

/** "Advisories, VEX documents, and SBOMs". */
export function includeWords(include: readonly Included[]): string {
  return conjunction.format(include.map((included) => wordOfIncluded[included]));
}

/** What narrows the export, part by part; empty where it takes everything. */
export function selectionWords({ products, ecosystems, sbomSubjects, timeWindow }: Selectors): readonly string[] {
  return [
    ecosystems.length > 0 ? conjunction.format(ecosystems) : undefined,
    products.length > 0 ? plural(products.length, { one: '# product', other: '# products' }) : undefined,
    sbomSubjects.length > 0
      ? plural(sbomSubjects.length, { one: '# SBOM subject', other: '# SBOM subjects' })
      : undefined,
    timeWindow === undefined ? undefined : windowWords(timeWindow),
  ].filter((part) => part !== undefined);
}

export function windowWords(window: NonNullable<Selectors['timeWindow']>): string {
  if ('lastDays' in window) return plural(window.lastDays, { one: 'Last day', other: 'Last # days' });
  return days.formatRange(new Date(window.from), new Date(window.to));
}

export function compressionWords({ codec, level }: Compression): string {
  return codec === 'none' ? 'None' : `${codec}, level ${level}`;
}

export function retentionWords({ mode, value }: ProfileDraft['retention']): string {
  return mode === 'days'
    ? plural(value, { one: '# day', other: '# days' })
    : plural(value, { one: 'Latest bundle', other: 'Latest # bundles' });
}

/** One property of a profile as a person reads it; several lines where it is a list. */
export interface ProfileFact {
  readonly name: string;
  readonly lines: readonly string[];
  /** What stands there when nothing was given. */
  readonly nothing: string;
}

/** Every property that a tenant admin sets, in the order of the form. */
export function factsOf(draft: Omit<ProfileDraft, 'policySnapshotMode' | 'distribution'>): readonly ProfileFact[] {
  const { selectors, labels } = draft;
  return [
    { name: 'Name', lines: draft.name === '' ? [] : [draft.name], nothing: 'Not named yet' },
    { name: 'Description', lines: draft.description === '' ? [] : [draft.description], nothing: 'None' },
    { name: 'Kind', lines: [kindWords(draft)], nothing: 'None' },
    { name: 'Includes', lines: draft.include.map((included) => wordOfIncluded[included]), nothing: 'Nothing yet' },
    { name: 'Products', lines: selectors.products, nothing: 'All' },
    { name: 'Ecosystems', lines: selectors.ecosystems, nothing: 'All' },
    { name: 'SBOM subjects', lines: selectors.sbomSubjects, nothing: 'All' },
    {
      name: 'Modified',
      lines: selectors.timeWindow === undefined ? [] : [windowText(selectors.timeWindow)],
      nothing: 'At any time',
    },
    { name: 'Compression', lines: [compressionWords(draft.compression)], nothing: 'None' },
    { name: 'Kept for', lines: [retentionWords(draft.retention)], nothing: 'None' },
    { name: 'Labels', lines: Object.entries(labels).map(([name, value]) => `${name}=${value}`), nothing: 'None' },
  ];
}

/** What one property was and what it becomes. */
export interface Difference {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export function differencesOf(before: Described, after: Described): readonly Difference[] {
  const [old, now] = [factsOf(before), factsOf(after)];
  return now
    .map((fact, index) => ({ name: fact.name, before: textOf(old[index] ?? fact), after: textOf(fact) }))
    .filter((difference) => difference.before !== difference.after);
}

export type Described = Parameters<typeof factsOf>[0];

export function textOf({ lines, nothing }: ProfileFact): string {
  return lines.length === 0 ? nothing : lines.join('\n');
}

/** The line of state of a profile: "Revision 4, archived". */
export function stateWords({ revision, archived }: Pick<Profile, 'revision' | 'archived'>): string {
  return archived ? `Revision ${revision}, archived: no further runs` : `Revision ${revision}`;
}

/** Exact, because a difference of an hour is a difference. */
function windowText(window: NonNullable<Selectors['timeWindow']>): string {
  return 'lastDays' in window ? windowWords(window) : `${window.from} to ${window.to}`;
}
