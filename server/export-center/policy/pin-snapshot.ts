import { judgesFindings } from '../../contracts/export-center/profile-consistency.ts';
import type { EvidenceKind } from '../../contracts/export-center/kinds.ts';
import type { ProfileDraft } from '../../contracts/export-center/profile.ts';
import type { RunSubmission } from '../../contracts/export-center/run.ts';
import { AppError } from '../../kernel/http/errors.ts';
import type { EvidenceView, PolicySnapshotStore } from './snapshot-store.ts';

type Profile = Pick<ProfileDraft, 'kind' | 'variant' | 'include'>;

/**
 * The evidence of a run that repeats the decisions of a snapshot.
 * @throws AppError ERR_NOT_FOUND where the tenant has no such snapshot, ERR_VALIDATION where the run could not repeat it.
 */
export async function pinSnapshot(
  snapshots: PolicySnapshotStore,
  tenant: string,
  profile: Profile,
  { policySnapshotId, selectors }: RunSubmission & { readonly policySnapshotId: string },
): Promise<EvidenceView> {
  if (selectors !== undefined) {
    refuse('selectors', 'A policy snapshot brings its own selectors: leave out these, or the snapshot.');
  }
  if (!judgesFindings(profile)) {
    refuse(
      'policySnapshotId',
      'Only json:policy and mirrors that include findings repeat the decisions of a snapshot.',
    );
  }
  const snapshot = await snapshots.find(tenant, policySnapshotId);
  if (!snapshot) throw new AppError('ERR_NOT_FOUND', `There is no policy snapshot ${policySnapshotId} in this tenant.`);
  const included = evidenceKindsOf(profile);
  if (included.join() !== snapshot.kinds.join()) {
    const difference = `judged ${snapshot.kinds.join(', ')}; the profile includes ${included.join(', ')}`;
    refuse('policySnapshotId', `Snapshot ${policySnapshotId} ${difference}. Choose a profile that includes the same.`);
  }
  const { generation, evidenceAt } = snapshot;
  return { generation, evidenceAt, selectors: snapshot.selectors };
}

/** What these kinds are made from, whatever a profile includes: a database of advisories, one of archives, a folder. */
const evidenceOfKind: Readonly<Partial<Record<string, readonly EvidenceKind[]>>> = {
  'trivy:db': ['advisories'],
  'trivy:java-db': ['sboms'],
  'devportal:offline': [],
};

/** The kinds of evidence that a profile packs, sorted; findings follow from them. */
export function evidenceKindsOf({ kind, variant, include }: Profile): EvidenceKind[] {
  const included = evidenceOfKind[`${kind}:${variant}`] ?? include;
  return included.filter((one): one is EvidenceKind => one !== 'findings').toSorted();
}

function refuse(path: string, message: string): never {
  throw new AppError('ERR_VALIDATION', message, { details: [{ path, message }] });
}
