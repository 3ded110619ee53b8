import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { type Digest } from '../../../verification/bundle-hashes.ts';
import { canonicalJson } from '../../../verification/canonical-json.ts';
import { type FileDigest, sha256Of } from '../digests.ts';
import { type BundleJob, MARKER_FOLDER, type StepName, inStaging } from './bundle-job.ts';

/** A step that is done: what it made and what it found out. */
export interface FinishedStep<Result> {
  readonly step: StepName;
  /** The digest of what the step was made from. */
  readonly basis: Digest;
  /** Paths are relative to the staging folder. */
  readonly files: readonly FileDigest[];
  readonly result: Result;
}

/** One step of a run: where it starts from and how it is done. */
interface Step<Result> {
  readonly name: StepName;
  /** Whatever the outcome depends on; another basis makes the step run again. */
  readonly basis: unknown;
  /** Does the whole step, over whatever a half-done attempt has left. */
  readonly work: () => Promise<Pick<FinishedStep<Result>, 'files' | 'result'>>;
}

/**
 * Runs a step unless its marker says that it was finished from the same basis and its files are still what they were. The marker is
 * written last, by a rename, so a step cut short has none and is done again.
 */
export async function runStep<Result>(job: BundleJob, step: Step<Result>): Promise<FinishedStep<Result>> {
  job.signal.throwIfAborted();
  const basis = sha256Of(canonicalJson(step.basis));
  const marker = inStaging(job, MARKER_FOLDER, `${step.name}.json`);
  const finished = await readMarker<Result>(marker);
  if (finished?.basis === basis && (await areIntact(job, finished.files))) return finished;

  const done: FinishedStep<Result> = { step: step.name, basis, ...(await step.work()) };
  await mkdir(inStaging(job, MARKER_FOLDER), { recursive: true });
  await writeFile(`${marker}.new`, JSON.stringify(done));
  await rename(`${marker}.new`, marker);
  return done;
}

/** Stands for a finished step in the basis of the next one. */
export function digestOfStep(step: FinishedStep<unknown>): Digest {
  return sha256Of(canonicalJson(step));
}

async function readMarker<Result>(path: string): Promise<FinishedStep<Result> | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as FinishedStep<Result>;
  } catch {
    // Absent, or cut by a crash of the machine: either way the step counts as not done.
    return undefined;
  }
}

async function areIntact(job: BundleJob, files: readonly FileDigest[]): Promise<boolean> {
  const input = { folder: job.folder, paths: files.map(({ path }) => path) };
  const digests = await job.threads.run('digestFiles', input, { signal: job.signal });
  return files.every(({ sha256 }, at) => digests[at] === sha256);
}
