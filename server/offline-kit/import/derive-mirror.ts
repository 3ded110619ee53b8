import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deriveEvidence } from '../../evidence/derive/derive-evidence.ts';
import { type RawEvidence, type RawRecord } from '../../evidence/derive/raw-evidence.ts';
import { type EffectivePolicy } from '../../evidence/policy/policy.ts';
import { MIRROR_TREE } from '../mirror-folder/mirror-folder.ts';
import { type GenerationWriter, type GrowingFile } from './generation-writer.ts';
import { type ListedSbom } from './held-sboms.ts';
import { readShards } from './raw-shards.ts';
import { createShardSink, numbered, oneIfPossible } from './shard-sink.ts';

export interface Deriving {
  readonly generation: GenerationWriter;
  readonly sboms: readonly ListedSbom[];
  /** Null where the mirror holds no findings. */
  readonly policy: EffectivePolicy | null;
  readonly redaction: readonly string[];
  /** For parts of a sort. */
  readonly workFolder: string;
  readonly signal: AbortSignal;
  /** Number of raw records read since the last call. */
  onProgress(records: number): void;
}

/** Makes everything that follows from the raw records of a generation, as the worker does for a full bundle. */
export async function deriveMirror(deriving: Deriving): Promise<void> {
  const { generation, policy, redaction, workFolder, signal } = deriving;
  await mkdir(workFolder, { recursive: true });
  await using sinks = new AsyncDisposableStack();
  const shards = (names: Parameters<typeof createShardSink>[1]) => sinks.use(createShardSink(generation, names));
  const advisories = shards(numbered(`${MIRROR_TREE}/data/normalized/advisories/a`));
  const vex = shards(numbered(`${MIRROR_TREE}/data/normalized/vex/v`));
  const evaluations = policy && shards(oneIfPossible(`${MIRROR_TREE}/data/policy/evaluations`));
  const consensus = policy && shards(oneIfPossible(`${MIRROR_TREE}/data/consensus/vex_consensus`));
  const indexes: GrowingFile[] = [];
  const index = (name: string) => {
    const file = generation.grow(`${MIRROR_TREE}/indexes/${name}.index.json`);
    indexes.push(file);
    return file;
  };
  await deriveEvidence(
    evidenceOf(deriving),
    {
      ...{ advisories, vex, evaluations, consensus },
      indexes: {
        advisories: index('advisories'),
        vex: index('vex'),
        sbom: index('sbom'),
        findings: policy && index('findings'),
      },
    },
    { policy, redaction, workFolder, signal, report: ({ items }) => deriving.onProgress(items) },
  );
  for (const file of [advisories, vex, evaluations, consensus, ...indexes]) await file?.close();
}

function evidenceOf({ generation, sboms }: Deriving): RawEvidence {
  const tree = join(generation.folder, MIRROR_TREE);
  return {
    advisories: () => recordsOf(join(tree, 'data/raw/advisories')),
    vex: () => recordsOf(join(tree, 'data/raw/vex')),
    sboms: async function* () {
      for (const { id, source, sha256, subject, path } of sboms) {
        yield { id, source, sha256, subject, content: await readFile(join(tree, path), 'utf8') };
      }
    },
  };
}

async function* recordsOf(folder: string): AsyncGenerator<RawRecord> {
  for await (const { value } of readShards<RawRecord>(folder)) yield value;
}
