import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type EvidenceKind, evidenceKinds } from '../../../../contracts/export-center/kinds.ts';
import { type Artifact } from '../../../../contracts/export-center/run.ts';
import { asDigest, inputsHashPieces } from '../../../../verification/bundle-hashes.ts';
import { canonicalJson } from '../../../../verification/canonical-json.ts';
import {
  CHANGED_SBOMS,
  DELTA_DESCRIPTION,
  type DeltaDescription,
  removedListOf,
} from '../../../../verification/mirror/delta-layout.ts';
import { stateDigestText } from '../../../../verification/mirror/state-digest.ts';
import { type BundlePlan } from '../../bundle-plan.ts';
import { digestOfFile, readPieces, sha256Of } from '../../digests.ts';
import { type FileWriter, openFileWriter } from '../../records/file-writer.ts';
import { type StagedRecord, readFrames } from '../../records/record-file.ts';
import { SEGMENT_BYTES, sortRecords } from '../../records/sort-records.ts';
import { type TaskContext } from '../../threads/task-context.ts';
import { type ChangeCounts } from './delta-files.ts';

export interface DeltaLayoutInput {
  /** Files of the staging folder; see delta-files.ts. */
  readonly countsFile: string;
  readonly removedFile: string;
  readonly statesFile: string;
  /** The list of the SBOMs that are carried, as the raw layout has written it. */
  readonly sbomList: string;
  readonly plan: Pick<BundlePlan, 'base' | 'resetBaseline' | 'selectors' | 'policyVersion'>;
  readonly contentFolder: string;
  readonly workFolder: string;
  /** Holds the carried records already; what else the delta was made from is added. */
  readonly inputsFile: string;
}

export interface DeltaLayout {
  readonly artifacts: readonly Artifact[];
  /** `inputsHash` of a full mirror of the state that the delta makes; null without a policy, whose snapshot alone needs it. */
  readonly stateInputsHash: string | null;
}

/** Writes what a delta holds beside the records that it carries: what is gone, what the SBOMs are, and the counts. */
export async function layOutDelta(input: DeltaLayoutInput, context: TaskContext): Promise<DeltaLayout> {
  const { base, resetBaseline } = input.plan;
  const counts = JSON.parse(await readFile(input.countsFile, 'utf8')) as ChangeCounts;
  const { before, after } = await readStates(input.statesFile, context);
  const baseStateDigest = sha256Of(stateDigestText(before));
  await using inputs = await openFileWriter(input.inputsFile, 'append');
  if (base) await writeInput(inputs, { kind: 'base', id: base.runId, sha256: baseStateDigest });
  const removed = await writeRemoved(input, inputs, context);
  await inputs.close();
  const description: DeltaDescription = {
    baseExportId: base?.runId ?? null,
    baseManifestDigest: base?.manifestSha256 ?? null,
    resetBaseline,
    ...counts,
    baseStateDigest,
    stateDigest: sha256Of(stateDigestText(after)),
  };
  const sboms = await listSboms(input, counts.added.sboms + counts.changed.sboms);
  return {
    artifacts: [...removed, sboms, await writeDescription(input, description)],
    stateInputsHash: input.plan.policyVersion === null ? null : await inputsHashOf(after, input.plan),
  };
}

async function inputsHashOf(digests: readonly string[], plan: DeltaLayoutInput['plan']): Promise<string> {
  const hash = createHash('sha256');
  const { selectors, policyVersion } = plan;
  for await (const piece of inputsHashPieces({ digests, selectors, policyVersion })) hash.update(piece);
  return asDigest(hash.digest('hex'));
}

/** Of the documents of both states only their digests are in memory. */
async function readStates(statesFile: string, { signal }: TaskContext) {
  const [before, after]: [string[], string[]] = [[], []];
  let rest = '';
  for await (const piece of readPieces(statesFile)) {
    signal.throwIfAborted();
    const lines = (rest + piece.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const space = line.indexOf(' ');
      if (space > 0) before.push(line.slice(0, space));
      if (space + 1 < line.length) after.push(line.slice(space + 1));
    }
  }
  return { before, after };
}

/** The lists of removed documents, all three, also empty ones, in the order of records. */
async function writeRemoved(
  { removedFile, contentFolder, workFolder }: DeltaLayoutInput,
  inputs: FileWriter,
  { signal }: TaskContext,
): Promise<Artifact[]> {
  const artifacts: Artifact[] = [];
  for (const kind of evidenceKinds) {
    const path = removedListOf(kind);
    await using list = await openFileWriter(join(contentFolder, path));
    let records = 0;
    const sorting = { folder: join(workFolder, 'removed'), segmentBytes: SEGMENT_BYTES };
    for await (const gone of sortRecords(framesOfKind(removedFile, kind), sorting)) {
      signal.throwIfAborted();
      await list.write(lineOf(nameOf(gone)));
      await writeInput(inputs, { kind: `removed/${kind}`, id: gone.id, source: gone.source, sha256: gone.sha256 });
      records += 1;
    }
    await list.close();
    artifacts.push(await linesArtifact(contentFolder, path, records));
  }
  return artifacts;
}

async function* framesOfKind(file: string, kind: EvidenceKind): AsyncGenerator<StagedRecord> {
  for await (const record of readFrames(file)) {
    if (record.kind === kind) yield record;
  }
}

function nameOf({ kind, id, source, subject }: StagedRecord): object {
  return kind === 'sboms' ? { id, source, subject: subject ?? id } : { id, source };
}

async function listSboms({ sbomList, contentFolder }: DeltaLayoutInput, records: number): Promise<Artifact> {
  const to = join(contentFolder, CHANGED_SBOMS);
  await mkdir(dirname(to), { recursive: true });
  await copyFile(sbomList, to);
  return linesArtifact(contentFolder, CHANGED_SBOMS, records);
}

async function linesArtifact(folder: string, path: string, records: number): Promise<Artifact> {
  const digest = await digestOfFile(join(folder, path));
  return { path, ...digest, mediaType: 'application/x-ndjson', records, compression: 'none' };
}

async function writeDescription({ contentFolder }: DeltaLayoutInput, description: DeltaDescription): Promise<Artifact> {
  const path = DELTA_DESCRIPTION;
  await using file = await openFileWriter(join(contentFolder, path));
  await file.write(Buffer.from(canonicalJson(description)));
  await file.close();
  const digest = await digestOfFile(join(contentFolder, path));
  return { path, ...digest, mediaType: 'application/json', records: 1, compression: 'none' };
}

/** As the provenance will name it: `base/<run>`, `removed/<kind>/<id>`. */
async function writeInput(
  inputs: FileWriter,
  input: { readonly kind: string; readonly id: string; readonly source?: string; readonly sha256: string },
): Promise<void> {
  const { kind, id, source = '', sha256 } = input;
  await inputs.write(lineOf({ kind, id, source, sha256 }));
}

function lineOf(value: object): Buffer {
  return Buffer.from(`${canonicalJson(value)}\n`);
}
