import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { evidenceKinds } from '../../../contracts/export-center/kinds.ts';
import type { Selectors } from '../../../contracts/export-center/profile.ts';
import type { Artifact } from '../../../contracts/export-center/run.ts';
import type { Database } from '../../../kernel/database/database.ts';
import {
  CHANGED_ROOT,
  CHANGED_SBOMS,
  DELTA_DESCRIPTION,
  type DeltaDescription,
  removedListOf,
} from '../../../verification/mirror/delta-layout.ts';
import { DocumentStore } from '../../sources/document-store.ts';
import type { DocumentSelection } from '../../sources/selection.ts';
import { noSelectors } from '../../sources/testing/selectors.ts';
import { collectChanges } from '../../worker/adapters/mirror/collect-changes.ts';
import type { BundlePlan, PlannedBase } from '../../worker/bundle-plan.ts';
import type { BundleJob } from '../../worker/staging/bundle-job.ts';
import { buildArtifacts } from '../../worker/steps/build-artifacts.ts';
import { testPlan } from '../../worker/testing/build-test-bundle.ts';
import type { WorkerThreads } from '../../worker/threads/worker-threads.ts';
import { changeSources } from '../change-sources.ts';

/** What a mirror of acme holds: the text of each document by `<kind> <source> <id>`. */
export type MirrorState = ReadonlyMap<string, string>;

/** What a run looks at. */
export interface View {
  readonly generation: number;
  readonly selectors?: Partial<Selectors>;
  /** RFC 3339 UTC. */
  readonly at?: string;
}

/** What a fresh full mirror would hold. */
export async function stateOf(database: Database, view: View): Promise<MirrorState> {
  const state = new Map<string, string>();
  for (const selection of selectionsOf(view)) {
    for await (const { kind, source, id, content } of new DocumentStore(database).documents(selection)) {
      state.set(`${kind} ${source} ${id}`, content);
    }
  }
  return state;
}

/** A delta, as an importer sees it. */
export interface BuiltDelta {
  readonly description: DeltaDescription;
  readonly artifacts: readonly Artifact[];
  /** What it was made from. */
  readonly inputs: readonly Line[];
  text(path: string): string;
  applyTo(state: MirrorState): MirrorState;
}

export async function buildDelta(
  { database, threads }: { database: Database; threads: WorkerThreads },
  before: View | null,
  after: View,
  plan: Partial<BundlePlan> = {},
): Promise<BuiltDelta> {
  const folder = await mkdtemp(join(tmpdir(), 'stella-delta-'));
  try {
    const base = before && plannedBase(before);
    const job: BundleJob = {
      plan: {
        ...testPlan,
        profile: { ...testPlan.profile, kind: 'mirror', variant: 'delta' },
        selectors: { ...noSelectors, ...after.selectors },
        base,
        resetBaseline: base === null,
        ...plan,
      },
      folder,
      threads,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    };
    const sources = changeSources(database, base, selectionsOf(after));
    const collected = await collectChanges(job, { sources, expectedRecords: 0 });
    const { artifacts } = (await buildArtifacts(job, collected)).result;
    const files = new Map<string, Buffer>();
    for (const { path } of artifacts) files.set(path, await readFile(join(folder, 'bundle', path)));
    const inputs = linesOf(await readFile(join(folder, 'inputs.jsonl'), 'utf8'));
    return deltaOf(artifacts, files, inputs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function deltaOf(
  artifacts: readonly Artifact[],
  files: ReadonlyMap<string, Buffer>,
  inputs: BuiltDelta['inputs'],
): BuiltDelta {
  const text = (path: string): string => {
    const file = files.get(path);
    if (!file) throw new Error(`The delta has no ${path}`);
    return (path.endsWith('.zst') ? zstdDecompressSync(file) : file).toString();
  };
  const description = JSON.parse(text(DELTA_DESCRIPTION)) as DeltaDescription;
  const applyTo = (state: MirrorState): MirrorState => {
    const next = new Map(description.resetBaseline ? [] : state);
    for (const kind of evidenceKinds) {
      for (const { source, id } of linesOf(text(removedListOf(kind)))) {
        if (!next.delete(`${kind} ${source} ${id}`)) throw new Error(`${kind} ${id} was not there`);
      }
    }
    for (const path of files.keys()) {
      const kind = new RegExp(`^${CHANGED_ROOT}data/raw/(advisories|vex)/`).exec(path)?.[1];
      if (kind === undefined) continue;
      for (const { source, id, content = '' } of linesOf(text(path))) next.set(`${kind} ${source} ${id}`, content);
    }
    for (const { source, id, path = '' } of linesOf(text(CHANGED_SBOMS))) next.set(`sboms ${source} ${id}`, text(path));
    return next;
  };
  return { description, artifacts, inputs, text, applyTo };
}

interface Line {
  readonly id: string;
  readonly source: string;
  readonly kind?: string;
  readonly sha256?: string;
  readonly path?: string;
  readonly content?: string;
}

function linesOf(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

function selectionsOf({ generation, selectors, at = '2025-10-29T00:00:00.000Z' }: View): DocumentSelection[] {
  const view = { generation, selectors: { ...noSelectors, ...selectors }, plannedAt: new Date(at) };
  return evidenceKinds.map((kind) => ({ tenant: 'acme', kind, ...view }));
}

function plannedBase({ generation, selectors, at = '2025-10-28T00:00:00.000Z' }: View): PlannedBase {
  return {
    runId: 'run-20251028-01',
    manifestSha256: `sha256:${'a'.repeat(64)}`,
    generation,
    selectors: { ...noSelectors, ...selectors },
    plannedAt: at,
  };
}
