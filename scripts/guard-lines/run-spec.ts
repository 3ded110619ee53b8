import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SpecRun {
  readonly executed: number;
  /** Titles. */
  readonly failed: readonly string[];
}

/** A guard that is missing can leave something waiting for ever. */
const longestMs = 300_000;

/** Runs a spec file of a working copy until its first failure. Undefined where the runner could not load it. */
export async function runSpec(folder: string, spec: string): Promise<SpecRun | undefined> {
  const results = mkdtempSync(join(tmpdir(), 'stella-guard-lines-result-'));
  const file = join(results, 'run.json');
  const runner = join('node_modules', 'jasmine', 'bin', 'jasmine.js');
  const child = spawn(process.execPath, [runner, '--config=scripts/guard-lines/jasmine.config.ts', spec], {
    cwd: folder,
    env: { ...process.env, GUARD_LINES_RESULT: file },
    stdio: 'ignore',
    timeout: longestMs,
    killSignal: 'SIGKILL',
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  try {
    if (signal !== null) return { executed: 1, failed: [`ended by ${signal} after ${longestMs / 1000} s`] };
    const run = JSON.parse(readFileSync(file, 'utf8')) as SpecRun;
    return run.executed + run.failed.length > 0 ? run : undefined;
  } catch {
    return undefined;
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}
