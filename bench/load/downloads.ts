import { projectPath } from '../../scripts/bootstrap/project.mjs';
import { runGenerator } from './run-generator.ts';

/** One address of this machine, downloaded some times in parallel. */
export interface Downloads {
  /** http://, host localhost, 127.0.0.1 or ::1. */
  readonly url: string;
  /** Of each download in turn, beside Host. */
  readonly headers?: readonly Readonly<Record<string, string>>[];
  readonly parallel: number;
  /** That each must bring, no more and no less. */
  readonly bytes: number;
  /** How fast each is read; as fast as it comes where not given. */
  readonly bytesPerSecond?: number;
}

export interface DownloadsResult {
  /** From the first request to the last byte of all. */
  readonly seconds: number;
}

/**
 * Downloads in a process of its own.
 * @throws when an answer is not 200, breaks off or has another length
 */
export function download(task: Downloads): Promise<DownloadsResult> {
  return runGenerator(projectPath('bench', 'load', 'download-generator.ts'), task);
}
