import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { projectPath } from '../../scripts/bootstrap/project.mjs';

/** A bounded number of GET requests to one address of this machine. */
export interface Load {
  /** http://, host localhost, 127.0.0.1 or ::1. */
  readonly url: string;
  /** Of each connection in turn, beside Host: as many callers as there are entries. */
  readonly headers?: readonly Readonly<Record<string, string>>[];
  readonly requests: number;
  /** Keep-alive connections, each with one request at a time. */
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
export async function putLoad(load: Load): Promise<LoadResult> {
  const child = spawn(process.execPath, [projectPath('bench', 'load', 'generator.ts')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify(load));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Error(`The load on ${load.url} failed: ${errors.trim()}`);
  return JSON.parse(output) as LoadResult;
}
