import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CHANGED_ROOT,
  DELTA_DESCRIPTION,
  parseDeltaDescription,
  removedListOf,
} from '../../verification/mirror/delta-layout.ts';
import { KitError } from '../command-line/kit-error.ts';
import { type Generation, MIRROR_TREE } from '../mirror-folder/mirror-folder.ts';
import { type GenerationWriter } from './generation-writer.ts';
import { type ListedSbom } from './held-sboms.ts';
import { mergeChanges } from './merge-changes.ts';
import { mergeSboms } from './merge-sboms.ts';
import { type Line, type Named, readLines, readShards } from './raw-shards.ts';
import { createShardSink, numbered } from './shard-sink.ts';
import { type StateDigests, checkStates } from './state-digests.ts';
import { type UnpackedBundle } from './unpack.ts';

export interface Applying {
  readonly delta: UnpackedBundle;
  /** What the delta is applied to; undefined where it resets the baseline. */
  readonly base: Generation | undefined;
  readonly generation: GenerationWriter;
  readonly signal: AbortSignal;
}

interface HashedRecord extends Named {
  readonly sha256: string;
}

const shardNames = { advisories: 'a', vex: 'v' } as const;
const NEWLINE = Buffer.from('\n');

/**
 * Makes the raw records of the next generation: those of the base, with what the delta changes and without what it removes
 * (docs/adr/delta-carries-raw-records.md). Both states must have the digests that the delta says.
 * @returns the SBOMs of the next generation.
 */
export async function applyChanges(applying: Applying): Promise<ListedSbom[]> {
  const { delta, base } = applying;
  const description = parseDeltaDescription(await readFile(join(delta.folder, DELTA_DESCRIPTION)));
  if (description?.resetBaseline !== (base === undefined)) {
    throw new KitError('refused', `${DELTA_DESCRIPTION} does not fit the manifest of the bundle.`);
  }
  const digests: StateDigests = { before: [], after: [] };
  await mergeRecords('advisories', applying, digests);
  await mergeRecords('vex', applying, digests);
  const sboms = await mergeSboms(applying, digests);
  checkStates(digests, description);
  return sboms;
}

async function mergeRecords(
  kind: 'advisories' | 'vex',
  { delta, base, generation, signal }: Applying,
  digests: StateDigests,
): Promise<void> {
  const folder = `data/raw/${kind}`;
  await using sink = createShardSink(generation, numbered(`${MIRROR_TREE}/${folder}/${shardNames[kind]}`));
  const merged = mergeChanges({
    held: noting(base ? readShards<HashedRecord>(join(base.folder, MIRROR_TREE, folder)) : [], digests.before, signal),
    changed: readShards<HashedRecord>(join(delta.folder, CHANGED_ROOT, folder)),
    removed: readLines<Named>(join(delta.folder, removedListOf(kind))),
    kind,
  });
  for await (const { bytes, value } of merged) {
    digests.after.push(value.sha256);
    await sink.write(Buffer.concat([bytes, NEWLINE]));
  }
  await sink.close();
}

/** The lines as they come, their digests written down. */
export async function* noting<Value extends HashedRecord>(
  lines: AsyncIterable<Line<Value>> | Iterable<Line<Value>>,
  digests: string[],
  signal: AbortSignal,
): AsyncGenerator<Line<Value>> {
  for await (const line of lines) {
    signal.throwIfAborted();
    digests.push(line.value.sha256);
    yield line;
  }
}
