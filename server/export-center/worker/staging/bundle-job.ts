import { join } from 'node:path';
import { type BundlePlan } from '../bundle-plan.ts';
import { type WorkerThreads } from '../threads/worker-threads.ts';

/** One run being built, and what its steps work with. */
export interface BundleJob {
  readonly plan: BundlePlan;
  /** The staging folder of this run alone; what a crashed attempt left there is used as far as it is whole. */
  readonly folder: string;
  readonly threads: WorkerThreads;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: StepProgress) => void;
}

/** `check` and `encrypt` are those of encrypted bundles alone. */
export type StepName = 'collect' | 'build' | 'check' | 'encrypt' | 'describe' | 'sign' | 'pack' | 'verify';

/** How far a step is. Reports come often; the caller thins them out. */
export interface StepProgress {
  readonly step: StepName;
  /** Of this step, 0 to 1. */
  readonly fraction: number;
  /** Records, where the step counts them. */
  readonly itemsCompleted: number;
  readonly itemsTotal: number;
  /** Bytes handled by this step so far. */
  readonly bytes: number;
}

/** Where things lie in the staging folder. */
export const RECORDS_FILE = 'records.frames';
export const INPUTS_FILE = 'inputs.jsonl';
/** The files of the bundle, as they will lie in it. */
export const BUNDLE_FOLDER = 'bundle';
/** Encrypted files of the bundle: each takes the place of the plain one of the same path. */
export const ENCRYPTED_FOLDER = 'encrypted';
export const WORK_FOLDER = 'work';
export const MARKER_FOLDER = 'steps';

export function inStaging(job: BundleJob, ...path: string[]): string {
  return join(job.folder, ...path);
}

/** The staging path of a file of the bundle. */
export function inBundle(path: string): string {
  return `${BUNDLE_FOLDER}/${path}`;
}
