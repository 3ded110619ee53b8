import { type ProfileDraft } from './profile.ts';

/** The fields of a draft that depend on each other. */
type Draft = Pick<
  ProfileDraft,
  'kind' | 'variant' | 'include' | 'policySnapshotMode' | 'trivy' | 'compression' | 'encryption' | 'base' | 'redaction'
>;

interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

interface Report {
  addIssue(issue: { code: 'custom'; path: (string | number)[]; message: string }): void;
}

/** For zod's `superRefine`: reports each field that does not go with the kind, or with another field. */
export function reportContradictions(draft: Draft, report: Report): void {
  for (const { path, message } of contradictions(draft)) report.addIssue({ code: 'custom', path: [...path], message });
}

function* contradictions(draft: Draft): Generator<Contradiction> {
  yield* policyContradictions(draft);
  yield* encryptionContradictions(draft);
  yield* kindContradictions(draft);
}

/** Whether a run of the profile judges findings by a policy. */
export function judgesFindings({ kind, variant, include }: Pick<Draft, 'kind' | 'variant' | 'include'>): boolean {
  return `${kind}:${variant}` === 'json:policy' || (kind === 'mirror' && include.includes('findings'));
}

function* policyContradictions(draft: Draft) {
  const { kind, variant, include, policySnapshotMode, redaction } = draft;
  const name = `${kind}:${variant}`;
  if (include.includes('findings') && name !== 'json:policy' && kind !== 'mirror') {
    yield { path: ['include'], message: 'findings belong to json:policy and mirrors' };
  }
  if (judgesFindings(draft) && policySnapshotMode === 'none') {
    yield { path: ['policySnapshotMode'], message: 'findings need a policy: choose optional or required' };
  }
  if (redaction.length > 0 && name !== 'json:policy' && kind !== 'mirror') {
    yield { path: ['redaction'], message: 'belongs to json:policy and mirrors: raw documents are never changed' };
  }
  for (const [at, pointer] of redaction.entries()) {
    const [, member = ''] = pointer.split('/');
    if (!knownBy.has(member)) continue;
    yield { path: ['redaction', at], message: `/${member} is what records are known and sorted by: it has to stay` };
  }
}

/** The identity of normalised records, evaluations and consensus (server/evidence/model.ts). */
const knownBy: ReadonlySet<string> = new Set([
  ...['schemaVersion', 'id', 'source', 'sha256', 'statement'],
  ...['subject', 'component', 'advisory', 'product', 'subcomponent', 'vulnerability'],
]);

const recipientOfMode = { age: /^age1/, 'aes-gcm': /^kms:/ } as const;

function* encryptionContradictions({ kind, encryption: { enabled, mode, recipients } }: Draft) {
  if (!enabled) return;
  if (kind !== 'json' && kind !== 'mirror') {
    yield { path: ['encryption', 'enabled'], message: 'only json and mirror bundles can be encrypted' };
  }
  if (recipients.length === 0) {
    yield { path: ['encryption', 'recipients'], message: 'name at least one recipient' };
  }
  for (const [at, recipient] of recipients.entries()) {
    if (recipientOfMode[mode].test(recipient)) continue;
    const form = mode === 'age' ? 'age1…' : 'kms://…';
    yield { path: ['encryption', 'recipients', at], message: `recipients of mode ${mode} look like ${form}` };
  }
}

function* kindContradictions({ kind, variant, trivy, base, compression }: Draft) {
  if (trivy && kind !== 'trivy') yield { path: ['trivy'], message: 'belongs to trivy bundles' };
  if (base && variant !== 'delta') yield { path: ['base'], message: 'belongs to mirror:delta' };
  if (base && (base.mode === 'run') !== (base.runId !== undefined)) {
    yield { path: ['base', 'runId'], message: 'goes with mode run, and only with it' };
  }
  if (kind === 'mirror' && compression.codec !== 'zstd') {
    yield { path: ['compression', 'codec'], message: 'mirrors are compressed with zstd' };
  }
}
