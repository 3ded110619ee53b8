import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { makeTestDatabaseHome, type TestDatabaseHome } from '../../../testing/test-database.ts';
import type { RunRow } from '../../runs/run-store.ts';
import type { MortalWorkerTask } from './mortal-worker.ts';

const program = join(import.meta.dirname, 'mortal-worker.ts');

interface EndedRun extends RunRow {
  /** Bundles in the store. */
  readonly objects: number;
}

/** Kills the workers of a run, one after the other at these places, and expects the run to end as an undisturbed one. */
export async function expectToSurvive(deaths: readonly string[]): Promise<void> {
  const home = await makeTestDatabaseHome();
  try {
    let runId: string | null = null;
    for (const dieAt of deaths) {
      const killed = await work(home, { runId, dieAt });
      expect([killed.signal, killed.run]).withContext(dieAt).toEqual(['SIGKILL', null]);
      ({ runId } = killed);
    }
    const { run } = await work(home, { runId, dieAt: null });
    expect([run?.status, run?.attempt, run?.starts]).toEqual(['succeeded', 1, deaths.length + 1]);
    expect(run?.objects).toBe(1);
    expect(await readdir(join(home.dataDir, 'staging', 'acme'))).toEqual([]);
    const undisturbed = (await work(home, { runId: null, dieAt: null })).run;
    expect(run?.rerun_hash).toBe(undisturbed?.rerun_hash ?? '');
    expect(run?.inputs_hash).toBe(undisturbed?.inputs_hash ?? '');
    expect(run?.counts).toEqual(undisturbed?.counts ?? null);
  } finally {
    await home.remove();
  }
}

async function work(home: TestDatabaseHome, task: Pick<MortalWorkerTask, 'runId' | 'dieAt'>) {
  const whole: MortalWorkerTask = { dataDir: home.dataDir, url: home.url ?? null, ...task };
  const child = spawn(process.execPath, [program, JSON.stringify(whole)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const output = await text(child.stdout);
  const [, signal] = await exited;
  const [runId = '', result] = output.trim().split('\n');
  return { runId, run: result === undefined ? null : (JSON.parse(result) as EndedRun), signal };
}
