import type { Compression, Profile, ProfileDraft, Selectors } from '../../../server/contracts/export-center/profile.ts';
import { plural } from '../shared/util/quantities.ts';
import { type KindTraits, traitsOf } from './profile-kinds.ts';

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
  'json:policy': 'JSON, judged by policy (json:policy)',
  'trivy:db': 'Trivy vulnerability database (trivy:db)',
  'trivy:java-db': 'Trivy Java index (trivy:java-db)',
  'mirror:full': 'Mirror, everything (mirror:full)',
  'mirror:delta': 'Mirror, what changed (mirror:delta)',
  'devportal:offline': 'Developer portal, offline (devportal:offline)',
};

export const wordOfPolicyMode = {
  optional: 'The tenant’s, or the built-in one',
  required: 'Only one of the tenant',
} as const;

export const wordOfBaseMode = {
  'last-run': 'The newest run of the chain',
  'last-full': 'The newest full mirror',
  run: 'A certain run',
} as const;

export const wordOfEncryption = {
  none: 'Not encrypted',
  age: 'age, for age1… recipients',
  'aes-gcm': 'AES-256-GCM, for kms://… keys',
} as const;

const conjunction = new Intl.ListFormat('en', { type: 'conjunction' });
const enumeration = new Intl.ListFormat('en', { type: 'unit', style: 'short' });
const days = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });

export function kindWords({ kind, variant }: Pick<ProfileDraft, 'kind' | 'variant'>): string {
  const name = `${kind}:${variant}`;
  return wordOfKind[name] ?? name;
}

const shortWordOfIncluded: Readonly<Record<Included, string>> = {
  advisories: 'Advisories',
  vex: 'VEX',
  sboms: 'SBOMs',
  findings: 'findings',
};

/** "Advisories, VEX, SBOMs": as short as a table needs it. A developer portal packs no evidence at all. */
export function includeWords({ kind, variant, include }: Pick<ProfileDraft, 'kind' | 'variant' | 'include'>): string {
  if (!traitsOf(`${kind}:${variant}`).evidence) return 'The portal';
  return enumeration.format(include.map((included) => shortWordOfIncluded[included]));
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
export function factsOf(draft: Omit<ProfileDraft, 'distribution'>): readonly ProfileFact[] {
  const { labels } = draft;
  const traits = traitsOf(`${draft.kind}:${draft.variant}`);
  const evidence = traits.evidence ? evidenceFactsOf(draft) : [];
  return [
    { name: 'Name', lines: draft.name === '' ? [] : [draft.name], nothing: 'Not named yet' },
    { name: 'Description', lines: draft.description === '' ? [] : [draft.description], nothing: 'None' },
    { name: 'Kind', lines: [kindWords(draft)], nothing: 'None' },
    ...evidence,
    ...kindFactsOf(draft, traits),
    ...(traits.compression.length === 0
      ? []
      : [{ name: 'Compression', lines: [compressionWords(draft.compression)], nothing: 'None' }]),
    { name: 'Kept for', lines: [retentionWords(draft.retention)], nothing: 'None' },
    { name: 'Labels', lines: Object.entries(labels).map(([name, value]) => `${name}=${value}`), nothing: 'None' },
  ];
}

function evidenceFactsOf({ include, selectors }: Pick<ProfileDraft, 'include' | 'selectors'>): ProfileFact[] {
  return [
    { name: 'Includes', lines: include.map((included) => wordOfIncluded[included]), nothing: 'Nothing yet' },
    { name: 'Products', lines: selectors.products, nothing: 'All' },
    { name: 'Ecosystems', lines: selectors.ecosystems, nothing: 'All' },
    { name: 'SBOM subjects', lines: selectors.sbomSubjects, nothing: 'All' },
    {
      name: 'Modified',
      lines: selectors.timeWindow === undefined ? [] : [windowText(selectors.timeWindow)],
      nothing: 'At any time',
    },
  ];
}

/** What only some kinds have. */
function kindFactsOf(draft: Omit<ProfileDraft, 'distribution'>, traits: KindTraits): ProfileFact[] {
  const { policySnapshotMode: mode, redaction, trivy, base, encryption } = draft;
  const facts: ProfileFact[] = [];
  if (mode !== 'none') facts.push({ name: 'Policy', lines: [wordOfPolicyMode[mode]], nothing: 'None' });
  if (traits.findings !== 'never') facts.push({ name: 'Redaction', lines: redaction, nothing: 'Nothing' });
  if (traits.trivySchema) {
    facts.push({ name: 'Trivy schema', lines: trivy ? [String(trivy.schemaVersion)] : [], nothing: 'The newest' });
  }
  if (traits.base) {
    const word = wordOfBaseMode[base?.mode ?? 'last-run'];
    facts.push({ name: 'Builds on', lines: [base?.runId ?? word], nothing: 'None' });
  }
  if (traits.encryption) facts.push({ name: 'Encryption', lines: encryptionLines(encryption), nothing: 'None' });
  return facts;
}

function encryptionLines({ enabled, mode, recipients, strict }: ProfileDraft['encryption']): string[] {
  if (!enabled) return [];
  return [wordOfEncryption[mode], ...(strict ? ['Indexes and provenance, too'] : []), ...recipients];
}

/** Stands for a property that a kind does not have. */
const notOfThisKind = 'Not of this kind';

/** What one property was and what it becomes. */
export interface Difference {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export function differencesOf(before: Described, after: Described): readonly Difference[] {
  const [old, now] = [factsOf(before), factsOf(after)];
  const textIn = (facts: readonly ProfileFact[], name: string) => {
    const fact = facts.find((candidate) => candidate.name === name);
    return fact === undefined ? notOfThisKind : textOf(fact);
  };
  const names = new Set([...now, ...old].map(({ name }) => name));
  return [...names]
    .map((name) => ({ name, before: textIn(old, name), after: textIn(now, name) }))
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
