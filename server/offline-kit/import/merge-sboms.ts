import { join } from 'node:path';
import { createSlugs } from '../../evidence/derive/sbom-slug.ts';
import { CHANGED_SBOMS, removedListOf } from '../../verification/mirror/delta-layout.ts';
import { KitError } from '../command-line/kit-error.ts';
import { MIRROR_TREE } from '../mirror-folder/mirror-folder.ts';
import { type Applying, noting } from './apply-delta.ts';
import { type HeldSbom, type ListedSbom, readHeldSboms } from './held-sboms.ts';
import { mergeChanges } from './merge-changes.ts';
import { type Line, type Named, readLines } from './raw-shards.ts';
import { type StateDigests } from './state-digests.ts';

const FILES = 'data/raw/sboms';

/**
 * SBOMs lie as files: those that stay are shared with the base, under the folder name that a full bundle of the new state
 * would give them.
 * @returns the SBOMs of the next generation in the order of records, paths as in a full bundle.
 */
export async function mergeSboms(applying: Applying, digests: StateDigests): Promise<ListedSbom[]> {
  const { delta, base, signal } = applying;
  const held = base ? await readHeldSboms(base) : [];
  const merged = mergeChanges<ListedSbom | HeldSbom>({
    held: noting(held.map(asLine), digests.before, signal),
    changed: readLines<ListedSbom>(join(delta.folder, CHANGED_SBOMS)),
    removed: readLines<Named>(join(delta.folder, removedListOf('sboms'))),
    kind: 'sboms',
  });
  const slugOf = createSlugs();
  const sboms: ListedSbom[] = [];
  for await (const { value } of merged) {
    const { id, source, subject, sha256 } = value;
    digests.after.push(sha256);
    const path = `${FILES}/${slugOf(subject, sha256)}/sbom.json`;
    await place(value, `${MIRROR_TREE}/${path}`, applying);
    sboms.push({ id, path, sha256, source, subject });
  }
  return sboms;
}

async function place(sbom: ListedSbom | HeldSbom, path: string, { delta, base, generation }: Applying): Promise<void> {
  const isHeld = 'file' in sbom;
  const file = isHeld ? sbom.file : delta.files.get(sbom.path);
  if (file?.sha256 !== sbom.sha256)
    throw new KitError('refused', `The SBOM of "${sbom.subject}" is not at "${sbom.path}".`);
  // Documents of the same text and subject share a file.
  if (generation.has(path)) return;
  await generation.share(join(isHeld ? (base?.folder ?? '') : delta.folder, file.path), { ...file, path });
}

function asLine(value: HeldSbom): Line<HeldSbom> {
  return { value, bytes: new Uint8Array() };
}
