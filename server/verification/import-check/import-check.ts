import { type ExportManifest } from '../../contracts/export-center/run.ts';
import { type VerificationRuntime } from '../runtime.ts';
import { type Problem } from '../verdict.ts';

/** What an importer of one kind of bundle demands of the files inside, beyond their digests. */
export interface ImportCheck {
  /** Whether this check has something to say about the file of this path. */
  covers(path: string): boolean;
  /** Reads the file to its end; reports what an importer would refuse and answers how many records it read. */
  check(file: FileToImport): Promise<number>;
  /** Holds the files that were read against the manifest; called once, after the last file. */
  readonly conclude?: (manifest: ManifestFacts, report: (problem: Problem) => void) => void;
}

/** What the files inside are held against: `export.json`, as far as it is written; only the first members are certain. */
export type ManifestFacts = Pick<ExportManifest, 'artifacts' | 'counts' | 'inputsHash' | 'policyVersion'> &
  Partial<ExportManifest>;

export interface FileToImport {
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array>;
  readonly runtime: VerificationRuntime;
  readonly report: (problem: Problem) => void;
}
