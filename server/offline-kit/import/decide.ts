import { type ExportManifest } from '../../contracts/export-center/run.ts';
import { KitError } from '../command-line/kit-error.ts';
import { type Generation } from '../mirror-folder/mirror-folder.ts';
import { type MirrorState, lastApplied } from '../mirror-folder/mirror-state.ts';

/** What an import does with a verified bundle. */
export type Decision =
  | { readonly action: 'nothing' }
  /** What the mirror held is dropped: a full bundle, or a delta that resets the baseline. */
  | { readonly action: 'replace' }
  | { readonly action: 'extend'; readonly base: Generation };

export interface BundleToApply {
  readonly manifest: ExportManifest;
  /** Of `export.json`. */
  readonly manifestDigest: string;
}

/**
 * Whether a bundle fits what the mirror holds (mirror-bundles.md, sections 3 and 5: deltas are applied in order).
 * @throws KitError `usage` for a bundle that is no mirror, `refused` for one that does not fit; both say what would.
 */
export function decide(
  { manifest, manifestDigest }: BundleToApply,
  current: Generation | undefined,
  { allowOlder }: { allowOlder: boolean },
): Decision {
  const { profile, tenant, base } = manifest;
  if (profile.kind !== 'mirror') {
    throw new KitError(
      'usage',
      `This is a bundle of kind ${profile.kind}:${profile.variant}; only mirrors can be imported.`,
    );
  }
  if (!current) {
    if (!base) return { action: 'replace' };
    throw new KitError(
      'refused',
      `This delta builds on ${base.baseExportId}, but the mirror is empty. Import that first.`,
    );
  }
  const { state } = current;
  if (state.tenant !== tenant) {
    throw new KitError(
      'refused',
      `This mirror is that of tenant ${state.tenant}; the bundle is of ${tenant}. Use another folder.`,
    );
  }
  const isApplied = state.applied.some((applied) => applied.manifestDigest === manifestDigest);
  const isLast = lastApplied(state).manifestDigest === manifestDigest;
  if (isLast || (isApplied && !allowOlder)) return { action: 'nothing' };
  if (base) {
    if (lastApplied(state).manifestDigest === base.baseManifestDigest) return { action: 'extend', base: current };
    throw wrongBase(base, state);
  }
  if (manifest.createdAt < lastApplied(state).createdAt && !allowOlder) throw older(manifest, state);
  return { action: 'replace' };
}

function wrongBase(
  { baseExportId, baseManifestDigest }: NonNullable<ExportManifest['base']>,
  state: MirrorState,
): KitError {
  const last = lastApplied(state).runId;
  const wasApplied = state.applied.some(({ manifestDigest }) => manifestDigest === baseManifestDigest);
  const advice = wasApplied
    ? `${baseExportId} was applied, and others after it: this delta is older than the mirror, or belongs to a chain whose ` +
      `deltas all build on ${baseExportId}. For the latter import ${baseExportId} again with --allow-older, then this one.`
    : `Import ${baseExportId} first, or the full bundle that came after it.`;
  return new KitError(
    'refused',
    `This delta builds on ${baseExportId} (${baseManifestDigest}), but the mirror is at ${last}; ` +
      `applied are ${state.appliedExportIds.join(', ')}. ${advice}`,
  );
}

function older({ runId, createdAt }: ExportManifest, state: MirrorState): KitError {
  const last = lastApplied(state);
  return new KitError(
    'refused',
    `${runId} of ${createdAt} is older than ${last.runId} of ${last.createdAt}, which the mirror is at. ` +
      'To go back to it nevertheless, repeat the command with --allow-older.',
  );
}
