import { join } from 'node:path';
import { BUNDLE_DOCUMENTS, MIRROR_TREE } from '../mirror-folder/mirror-folder.ts';
import { type GenerationWriter } from './generation-writer.ts';
import { type UnpackedBundle } from './unpack.ts';

/** What makes up a mirror; the rest of a bundle speaks about it. */
const TREE = /^(?:data\/|indexes\/|README\.md$)/;

/** Makes the next generation of a full bundle, whose derived data is there and signed. */
export async function applyFull(unpacked: UnpackedBundle, generation: GenerationWriter): Promise<void> {
  for (const file of unpacked.files.values()) {
    if (!TREE.test(file.path)) continue;
    await generation.share(join(unpacked.folder, file.path), { ...file, path: `${MIRROR_TREE}/${file.path}` });
  }
}

/** Keeps manifests, provenance and signatures, so that it can be shown later what the mirror was made from. */
export async function keepDocuments(unpacked: UnpackedBundle, generation: GenerationWriter): Promise<void> {
  for (const file of unpacked.files.values()) {
    if (TREE.test(file.path) || file.path.startsWith('delta/')) continue;
    const path = `${BUNDLE_DOCUMENTS}/${unpacked.runId}/${file.path}`;
    await generation.share(join(unpacked.folder, file.path), { ...file, path });
  }
}
