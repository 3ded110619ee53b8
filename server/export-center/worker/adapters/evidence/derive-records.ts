import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deriveEvidence } from '../../../../evidence/derive/derive-evidence.ts';
import { type DerivedCounts, type LineSink } from '../../../../evidence/derive/derived-outputs.ts';
import { type RawEvidence, type RawRecord, type RawSbom } from '../../../../evidence/derive/raw-evidence.ts';
import { type EffectivePolicy } from '../../../../evidence/policy/policy.ts';
import { ByteSource } from '../../../../verification/archive/byte-source.ts';
import { asDigest } from '../../../../verification/bundle-hashes.ts';
import { type FileDigest, readPieces } from '../../digests.ts';
import { openFileWriter } from '../../records/file-writer.ts';
import { type TaskContext } from '../../threads/task-context.ts';
import { type ListedSbom, type RawLayout } from './lay-out-raw-records.ts';
import { type Shard, type ShardWriter, createShardWriter, numbered, oneIfPossible } from './shard-writer.ts';

export interface DeriveInput {
  readonly layout: RawLayout;
  /** Where the bundle's files grow: SBOMs lie there, indexes are written there. */
  readonly contentFolder: string;
  /** Where the shards lie until they are compressed; parts of a sort lie here meanwhile. */
  readonly workFolder: string;
  /** Null where nothing is evaluated. */
  readonly policy: EffectivePolicy | null;
  readonly redaction: readonly string[];
  /** Whether the index documents of a mirror are made. */
  readonly indexes: boolean;
}

export interface DerivedLayout {
  /** Normalised records, and evaluations and consensus where there is a policy: these two are there even if empty. */
  readonly shards: readonly Shard[];
  readonly indexes: readonly FileDigest[];
  readonly counts: DerivedCounts;
}

/** Longer than any raw document as a line of JSON: the import refuses what is near it. */
const LINE_LIMIT_BYTES = 512 * 1024 * 1024;

/** Makes what follows from a layout of raw records: see {@link deriveEvidence}. Progress counts raw records. */
export async function deriveRecords(input: DeriveInput, context: TaskContext): Promise<DerivedLayout> {
  const { workFolder, contentFolder, policy, redaction } = input;
  const segments = join(workFolder, 'segments');
  await mkdir(segments, { recursive: true });
  await using outputs = new AsyncDisposableStack();
  const shardsOf = (nameOf: (shard: number) => string, atLeastOne = false) =>
    outputs.use(createShardWriter(workFolder, { nameOf, atLeastOne }));
  const advisories = shardsOf(numbered('data/normalized/advisories/a'));
  const vex = shardsOf(numbered('data/normalized/vex/v'));
  const evaluations = policy && shardsOf(oneIfPossible('data/policy/evaluations'), true);
  const consensus = policy && shardsOf(oneIfPossible('data/consensus/vex_consensus'), true);

  const indexes: IndexFile[] = [];
  const indexOf = async (name: string): Promise<IndexFile | null> => {
    if (!input.indexes) return null;
    const index = outputs.use(await openIndex(contentFolder, `indexes/${name}.index.json`));
    indexes.push(index);
    return index;
  };

  const counts = await deriveEvidence(
    evidenceOf(input),
    {
      advisories: copying(advisories),
      vex: copying(vex),
      evaluations: evaluations && copying(evaluations),
      consensus: consensus && copying(consensus),
      indexes: {
        advisories: await indexOf('advisories'),
        vex: await indexOf('vex'),
        sbom: await indexOf('sbom'),
        findings: policy && (await indexOf('findings')),
      },
    },
    { policy, redaction, workFolder: segments, signal: context.signal, report: context.report },
  );
  const shards: Shard[] = [];
  for (const writer of [advisories, vex, evaluations, consensus]) shards.push(...((await writer?.close()) ?? []));
  return { shards, indexes: await Promise.all(indexes.map((index) => index.close())), counts };
}

function evidenceOf({ layout, contentFolder }: DeriveInput): RawEvidence {
  return {
    advisories: () => recordsOf(layout.shards.advisories),
    vex: () => recordsOf(layout.shards.vex),
    sboms: async function* (): AsyncGenerator<RawSbom> {
      for await (const { path, ...sbom } of linesOf<ListedSbom>(layout.sbomList)) {
        yield { ...sbom, content: await readFile(join(contentFolder, path), 'utf8') };
      }
    },
  };
}

async function* recordsOf(shards: readonly Shard[]): AsyncGenerator<RawRecord> {
  for (const { plainFile } of shards) yield* linesOf<RawRecord>(plainFile);
}

async function* linesOf<Line>(file: string): AsyncGenerator<Line> {
  const lines = new ByteSource(readPieces(file));
  const utf8 = new TextDecoder();
  try {
    for (let line = await lines.readLine(LINE_LIMIT_BYTES); line; line = await lines.readLine(LINE_LIMIT_BYTES)) {
      yield JSON.parse(utf8.decode(line)) as Line;
    }
  } finally {
    await lines.close();
  }
}

/** A shard writer keeps what it is given until it has reached the disk. */
function copying(writer: ShardWriter): LineSink {
  return { write: (line) => writer.write(Buffer.from(line)) };
}

interface IndexFile extends LineSink, AsyncDisposable {
  close(): Promise<FileDigest>;
}

async function openIndex(folder: string, path: string): Promise<IndexFile> {
  const file = await openFileWriter(join(folder, path));
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    async write(piece) {
      hash.update(piece);
      bytes += piece.length;
      await file.write(Buffer.from(piece));
    },
    async close() {
      await file.close();
      return { path, sha256: asDigest(hash.digest('hex')), bytes };
    },
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}
