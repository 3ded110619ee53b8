import { readFile, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type PolicySnapshotDocument } from '../../evidence/policy/snapshot-document.ts';
import { type EffectivePolicy } from '../../evidence/policy/policy.ts';
import { type DecryptFile } from '../../kernel/encryption/bundle-decrypter.ts';
import { canonicalJson } from '../../verification/canonical-json.ts';
import { type VerifiedBundle } from '../bundle/verified-bundle.ts';
import { KitError } from '../command-line/kit-error.ts';
import { sizeText } from '../command-line/terminal.ts';
import {
  BUNDLE_DOCUMENTS,
  type Generation,
  MIRROR_TREE,
  STATE_FILE,
  readIndex,
} from '../mirror-folder/mirror-folder.ts';
import { type AppliedBundle, type IndexedFile, type MirrorState } from '../mirror-folder/mirror-state.ts';
import { verifyGeneration } from '../mirror-folder/verify-generation.ts';
import { type Watching } from '../verification/examination.ts';
import { applyChanges } from './apply-delta.ts';
import { applyFull, keepDocuments } from './apply-full.ts';
import { type Decision } from './decide.ts';
import { deriveMirror } from './derive-mirror.ts';
import { type GenerationWriter, createGenerationWriter } from './generation-writer.ts';
import { type UnpackedBundle, unpack } from './unpack.ts';
import { type Workplace } from './workplace.ts';

export interface Building {
  readonly workplace: Workplace;
  readonly decision: Exclude<Decision, { action: 'nothing' }>;
  readonly bundle: VerifiedBundle;
  readonly decrypt: DecryptFile | undefined;
  readonly watching: Watching;
  /** What is served now. */
  readonly before: Generation | undefined;
}

const SNAPSHOT = 'data/policy/snapshot.json';

/** Makes the next generation in the workplace, whole and with its index. */
export async function buildGeneration(building: Building): Promise<MirrorState> {
  const { workplace, decision, bundle, decrypt, watching } = building;
  const base = decision.action === 'extend' ? decision.base : undefined;
  await refuseFullDisk(bundle, base, workplace.unpacked);
  const unpacked = await unpack(bundle, {
    folder: workplace.unpacked,
    decrypt,
    watching: { signal: watching.signal, onProgress: (fraction) => watching.onProgress('Unpacking', fraction) },
  });
  const generation = createGenerationWriter(workplace.generation);
  if (bundle.manifest.profile.variant === 'full') await applyFull(unpacked, generation);
  else await applyDelta(building, { unpacked, base, generation });
  if (base) await keepShared(base, generation);
  await keepDocuments(unpacked, generation);

  const state = nextState(building, base);
  await generation.write(STATE_FILE, [canonicalJson(state)]);
  const { generation: number, tenant, appliedExportIds } = state;
  await generation.finish({ generation: number, tenant, appliedExportIds });
  return state;
}

interface DeltaParts {
  readonly unpacked: UnpackedBundle;
  readonly base: Generation | undefined;
  readonly generation: GenerationWriter;
}

async function applyDelta({ workplace, bundle, watching }: Building, { unpacked, base, generation }: DeltaParts) {
  const { signal } = watching;
  if (base) await refuseDamaged(base, watching);
  watching.onProgress('Applying the changes', null);
  const sboms = await applyChanges({ delta: unpacked, base, generation, signal });
  const policy = await placeSnapshot(unpacked, generation);
  let read = 0;
  await deriveMirror({
    ...{ generation, sboms, policy, signal },
    redaction: bundle.manifest.redactions.pointers,
    workFolder: workplace.sorting,
    onProgress: (records) => {
      read += records;
      watching.onProgress(`Deriving records and indexes, ${read} records read`, null);
    },
  });
}

/** The policy that the delta brings; a delta without one leaves a mirror without findings. */
async function placeSnapshot(
  { folder, files }: UnpackedBundle,
  generation: GenerationWriter,
): Promise<EffectivePolicy | null> {
  const file = files.get(SNAPSHOT);
  if (!file) return null;
  const text = await readFile(join(folder, SNAPSHOT), 'utf8');
  // It was signed, and has passed the import check of its kind.
  const { policyVersion: version, policy } = JSON.parse(text) as PolicySnapshotDocument;
  await generation.share(join(folder, SNAPSHOT), { ...file, path: `${MIRROR_TREE}/${SNAPSHOT}` });
  return { version, policy };
}

/** What stays as it was: the description of the mirror, and the documents of the bundles applied before. */
async function keepShared(base: Generation, generation: GenerationWriter): Promise<void> {
  for (const file of (await readIndex(base.folder)).files) {
    const stays = file.path === `${MIRROR_TREE}/README.md` || file.path.startsWith(`${BUNDLE_DOCUMENTS}/`);
    if (stays && !generation.has(file.path)) await generation.share(join(base.folder, file.path), file);
  }
}

/** Building on records that the disk has damaged would carry the damage on. */
async function refuseDamaged({ folder }: Generation, watching: Watching): Promise<void> {
  const raw = (path: string) => path.startsWith(`${MIRROR_TREE}/data/raw/`);
  const { problems } = await verifyGeneration(folder, watching, raw);
  const [first] = problems;
  if (!first) return;
  throw new KitError(
    'failed',
    `The mirror is damaged: ${first.reason} in ${first.path} (${problems.length} in all). Import the last full bundle and the ` +
      'deltas after it into an empty folder.',
  );
}

/** A rough look ahead, so that hours are not lost; the disk may still become full. */
async function refuseFullDisk(
  { manifest }: VerifiedBundle,
  base: Generation | undefined,
  folder: string,
): Promise<void> {
  const carried = manifest.artifacts.reduce((sum, { bytes }) => sum + bytes, 0);
  const rewritten = base ? (await readIndex(base.folder)).files.filter(isRewritten) : [];
  const needed = carried + rewritten.reduce((sum, { bytes }) => sum + bytes, 0);
  const { bavail, bsize } = await statfs(dirname(dirname(folder)));
  if (bavail * bsize >= needed) return;
  throw new KitError(
    'failed',
    `The disk is full: the import needs about ${sizeText(needed)}, and ${sizeText(bavail * bsize)} are free. ` +
      'The mirror is as it was; make room and repeat the command.',
  );
}

function isRewritten({ path }: IndexedFile): boolean {
  return path.startsWith(`${MIRROR_TREE}/`) && !path.startsWith(`${MIRROR_TREE}/data/raw/sboms/`);
}

function nextState(
  { bundle: { manifest, manifestDigest }, before }: Building,
  base: Generation | undefined,
): MirrorState {
  const bundle: AppliedBundle = {
    runId: manifest.runId,
    variant: manifest.profile.variant === 'delta' ? 'delta' : 'full',
    manifestDigest,
    createdAt: manifest.createdAt,
  };
  const applied = [...(base?.state.applied ?? []), bundle];
  return {
    schemaVersion: '1.0',
    generation: (before?.state.generation ?? 0) + 1,
    tenant: manifest.tenant,
    selectors: manifest.selectors,
    redaction: manifest.redactions.pointers,
    policyVersion: manifest.policyVersion,
    appliedExportIds: applied.map(({ runId }) => runId),
    applied,
  };
}
