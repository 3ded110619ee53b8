import { type VerificationRuntime } from '../runtime.ts';
import { type Problem } from '../verdict.ts';

/** What an importer of one kind of bundle demands of the files inside, beyond their digests. */
export interface ImportCheck {
  /** Whether this check has something to say about the file of this path. */
  covers(path: string): boolean;
  /** Reads the file to its end; reports what an importer would refuse and answers how many records it read. */
  check(file: FileToImport): Promise<number>;
}

export interface FileToImport {
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array>;
  readonly runtime: VerificationRuntime;
  readonly report: (problem: Problem) => void;
}
