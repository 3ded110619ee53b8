import type { FieldTree, ReadonlyFieldTree } from '@angular/forms/signals';
import type { Profile, ProfileDraft, Selectors } from '../../../server/contracts/export-center/profile.ts';
import { judges, traitsOf } from './profile-kinds.ts';
import type { Included } from './profile-words.ts';

/** A profile as the form holds it: lists as lines of text, one window at a time. */
export interface ProfileFields {
  name: string;
  description: string;
  /** `kind:variant`. */
  packs: string;
  include: readonly Included[];
  products: string;
  ecosystems: string;
  sbomSubjects: string;
  window: 'all' | 'lastDays' | 'range';
  lastDays: number | null;
  /** `datetime-local`, read as UTC. */
  from: string;
  to: string;
  policySnapshotMode: 'optional' | 'required';
  /** JSON pointers, one a line. */
  redaction: string;
  /** Null takes the newest that is supported. */
  schemaVersion: number | null;
  baseMode: NonNullable<ProfileDraft['base']>['mode'];
  baseRunId: string;
  encryption: 'none' | ProfileDraft['encryption']['mode'];
  /** One a line. */
  recipients: string;
  strict: boolean;
  codec: ProfileDraft['compression']['codec'];
  level: number | null;
  retentionMode: ProfileDraft['retention']['mode'];
  retentionValue: number | null;
  /** `name=value`, one a line. */
  labels: string;
}

/** As the contract fills in what is not given. */
export const newProfileFields: ProfileFields = {
  name: '',
  description: '',
  packs: 'json:raw',
  include: ['advisories', 'vex', 'sboms'],
  products: '',
  ecosystems: '',
  sbomSubjects: '',
  window: 'all',
  lastDays: 30,
  from: '',
  to: '',
  policySnapshotMode: 'optional',
  redaction: '',
  schemaVersion: null,
  baseMode: 'last-run',
  baseRunId: '',
  encryption: 'none',
  recipients: '',
  strict: false,
  codec: 'zstd',
  level: 10,
  retentionMode: 'days',
  retentionValue: 30,
  labels: '',
};

export function fieldsOf({
  selectors,
  compression,
  retention,
  encryption,
  labels,
  ...profile
}: ProfileDraft | Profile): ProfileFields {
  return {
    name: profile.name,
    description: profile.description,
    packs: `${profile.kind}:${profile.variant}`,
    include: profile.include,
    products: selectors.products.join('\n'),
    ecosystems: selectors.ecosystems.join('\n'),
    sbomSubjects: selectors.sbomSubjects.join('\n'),
    ...windowFieldsOf(selectors.timeWindow),
    policySnapshotMode: profile.policySnapshotMode === 'required' ? 'required' : 'optional',
    redaction: profile.redaction.join('\n'),
    schemaVersion: profile.trivy?.schemaVersion ?? null,
    baseMode: profile.base?.mode ?? 'last-run',
    baseRunId: profile.base?.runId ?? '',
    encryption: encryption.enabled ? encryption.mode : 'none',
    recipients: encryption.recipients.join('\n'),
    strict: encryption.strict,
    codec: compression.codec,
    level: compression.level,
    retentionMode: retention.mode,
    retentionValue: retention.value,
    labels: Object.entries(labels)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  };
}

/** What is sent. It keeps the contract's types but not yet its rules: those are checked on it. */
export function draftOf(fields: ProfileFields): ProfileDraft {
  const [kind, variant] = fields.packs.split(':') as [ProfileDraft['kind'], ProfileDraft['variant']];
  const timeWindow = windowOf(fields);
  const traits = traitsOf(fields.packs);
  const judged = judges(fields.packs, fields.include);
  return {
    name: fields.name.trim(),
    description: fields.description.trim(),
    kind,
    variant,
    include: fields.include.filter((included) => included !== 'findings' || traits.findings !== 'never'),
    selectors: {
      products: linesOf(fields.products),
      ecosystems: linesOf(fields.ecosystems),
      sbomSubjects: linesOf(fields.sbomSubjects),
      ...(timeWindow !== undefined && { timeWindow }),
    },
    policySnapshotMode: judged ? fields.policySnapshotMode : 'none',
    trivy: traits.trivySchema && fields.schemaVersion !== null ? { schemaVersion: fields.schemaVersion } : null,
    encryption: encryptionOf(fields, traits.encryption),
    base: traits.base ? baseOf(fields) : null,
    redaction: traits.findings === 'never' ? [] : linesOf(fields.redaction),
    compression: {
      codec: traits.compression.includes(fields.codec) ? fields.codec : (traits.compression[0] ?? 'zstd'),
      level: numberOf(fields.level),
    },
    distribution: ['http'],
    retention: { mode: fields.retentionMode, value: numberOf(fields.retentionValue) },
    labels: Object.fromEntries(linesOf(fields.labels).map(labelOf)),
  };
}

function encryptionOf(fields: ProfileFields, possible: boolean): ProfileDraft['encryption'] {
  const { encryption, recipients, strict } = fields;
  if (!possible || encryption === 'none') return { enabled: false, mode: 'age', recipients: [], strict: false };
  return { enabled: true, mode: encryption, recipients: linesOf(recipients), strict };
}

function baseOf({ baseMode: mode, baseRunId }: ProfileFields): ProfileDraft['base'] {
  if (mode === 'last-run') return null;
  return mode === 'run' ? { mode, runId: baseRunId.trim() } : { mode };
}

/** The field that a path of the contract is typed in; undefined for what the form does not hold. */
export function profileFieldAt(
  fields: FieldTree<ProfileFields> | ReadonlyFieldTree<ProfileFields>,
  path: string,
): ReadonlyFieldTree<unknown> | undefined {
  const name = fieldOfPath.find(([prefix]) => path === prefix || path.startsWith(`${prefix}.`))?.[1];
  return name === undefined ? undefined : fields[name];
}

/** The longer path before the shorter one that it begins with. */
const fieldOfPath: readonly (readonly [path: string, field: keyof ProfileFields])[] = [
  ['name', 'name'],
  ['description', 'description'],
  ['kind', 'packs'],
  ['variant', 'packs'],
  ['include', 'include'],
  ['selectors.products', 'products'],
  ['selectors.ecosystems', 'ecosystems'],
  ['selectors.sbomSubjects', 'sbomSubjects'],
  ['selectors.timeWindow.lastDays', 'lastDays'],
  ['selectors.timeWindow.from', 'from'],
  ['selectors.timeWindow.to', 'to'],
  ['selectors.timeWindow', 'window'],
  ['policySnapshotMode', 'policySnapshotMode'],
  ['redaction', 'redaction'],
  ['trivy', 'schemaVersion'],
  ['base.runId', 'baseRunId'],
  ['base', 'baseMode'],
  ['encryption.recipients', 'recipients'],
  ['encryption.strict', 'strict'],
  ['encryption', 'encryption'],
  ['compression.level', 'level'],
  ['compression', 'codec'],
  ['retention.value', 'retentionValue'],
  ['retention', 'retentionMode'],
  ['labels', 'labels'],
];

/**
 * What was typed on `base`, carried over to a newer revision: fields that the person left alone follow it, the others keep
 * what was typed.
 */
export function carriedOver(typed: ProfileFields, base: ProfileFields, newer: ProfileFields): ProfileFields {
  const kept = Object.entries(typed).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(base[name as keyof ProfileFields]),
  );
  return { ...newer, ...Object.fromEntries(kept) };
}

export function sameFields(left: ProfileFields, right: ProfileFields): boolean {
  return JSON.stringify(draftOf(left)) === JSON.stringify(draftOf(right));
}

function windowFieldsOf(window: Selectors['timeWindow']): Pick<ProfileFields, 'window' | 'lastDays' | 'from' | 'to'> {
  if (window === undefined) return { window: 'all', lastDays: 30, from: '', to: '' };
  if ('lastDays' in window) return { window: 'lastDays', lastDays: window.lastDays, from: '', to: '' };
  return { window: 'range', lastDays: 30, from: localOf(window.from), to: localOf(window.to) };
}

function windowOf({ window, lastDays, from, to }: ProfileFields): Selectors['timeWindow'] {
  if (window === 'all') return undefined;
  return window === 'lastDays' ? { lastDays: numberOf(lastDays) } : { from: timestampOf(from), to: timestampOf(to) };
}

/** An empty number field holds null, which the schema then refuses. */
function numberOf(value: number | null): number {
  return value ?? Number.NaN;
}

/** Seconds only where there are some, as the browser writes them. */
function localOf(timestamp: string): string {
  return timestamp.replace(/(?::00\.000|(?<=:\d\d)\.000)?Z$/, '');
}

function timestampOf(local: string): string {
  const time = new Date(`${local}Z`);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function labelOf(line: string): readonly [name: string, value: string] {
  const [name = '', ...value] = line.split('=');
  return [name.trim(), value.join('=').trim()];
}
