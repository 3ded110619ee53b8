import { projectPath } from '../../scripts/bootstrap/project.mjs';
import { runGenerator } from './run-generator.ts';

/** A bounded number of GET requests to one address of this machine. */
export interface Load {
  /** http://, host localhost, 127.0.0.1 or ::1. */
  readonly url: string;
  /** Of each connection in turn, beside Host: as many callers as there are entries. */
  readonly headers?: readonly Readonly<Record<string, string>>[];
  readonly requests: number;
  /** Keep-alive connections, each with one request at a time; all are open before the first request. */
  readonly connections: number;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  /** Time from request to the whole answer, ms. */
  readonly latencyMs: { readonly p50: number; readonly p99: number };
}

/**
 * Puts the load on from a process of its own, so that it takes nothing from the servers' event loops.
 * @throws when an answer is not 200 or a connection breaks: a wrong answer may be a fast one
 */
export function putLoad(load: Load): Promise<LoadResult> {
  return runGenerator(projectPath('bench', 'load', 'generator.ts'), load);
}
