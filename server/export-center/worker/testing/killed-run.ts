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
  /** Objects in the store. */
  readonly objects: number;
}

/** A bundle and the documents beside it. */
const objectsOfRun = 2;

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
    expect([run?.attempt, run?.starts]).toEqual([1, deaths.length + 1]);
    const undisturbed = (await work(home, { runId: null, dieAt: null })).run;
    await expectAsUndisturbed(home, run, undisturbed);
  } finally {
    await home.remove();
  }
}

/**
 * Kills the workers of one run after the other, each after a part (0 to 1) of the time that an undisturbed one takes; every run
 * then goes on to its end, which must be that of the undisturbed one.
 */
export async function expectToSurviveKillsAfter(parts: readonly number[]): Promise<void> {
  const home = await makeTestDatabaseHome();
  try {
    const submit = async () => (await work(home, { runId: null, dieAt: 'submitted' })).runId;
    const first = await submit();
    const startedAt = performance.now();
    const undisturbed = (await work(home, { runId: first, dieAt: null })).run;
    const usualMs = performance.now() - startedAt;
    for (const [number, part] of parts.entries()) {
      const runId = await submit();
      const killed = await work(home, { runId, dieAt: null, killAfterMs: part * usualMs });
      // A run that was quicker than usual has ended before the kill.
      const { run } = killed.run === null ? await work(home, { runId, dieAt: null }) : killed;
      await expectAsUndisturbed(home, run, undisturbed, (number + 2) * objectsOfRun);
    }
  } finally {
    await home.remove();
  }
}

async function expectAsUndisturbed(
  home: TestDatabaseHome,
  run: EndedRun | null,
  undisturbed: EndedRun | null,
  objects = objectsOfRun,
): Promise<void> {
  expect(run?.status).toBe('succeeded');
  expect(run?.rerun_hash).toBe(undisturbed?.rerun_hash ?? '');
  expect(run?.inputs_hash).toBe(undisturbed?.inputs_hash ?? '');
  expect(run?.counts).toEqual(undisturbed?.counts ?? null);
  expect(run?.objects).withContext('objects in the store').toBe(objects);
  // Housekeeping also takes away the folder of a tenant without runs.
  expect(await readdir(join(home.dataDir, 'staging', 'acme')).catch(() => [])).toEqual([]);
}

interface Task extends Pick<MortalWorkerTask, 'runId' | 'dieAt'> {
  /** Killed from outside; without it the worker lives until its end, or until `dieAt`. */
  readonly killAfterMs?: number;
}

async function work(home: TestDatabaseHome, { killAfterMs, ...task }: Task) {
  const whole: MortalWorkerTask = { dataDir: home.dataDir, url: home.url ?? null, ...task };
  const child = spawn(process.execPath, [program, JSON.stringify(whole)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const kill = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const output = await text(child.stdout);
  const [, signal] = await exited;
  clearTimeout(kill);
  const [runId = '', result] = output.trim().split('\n');
  return { runId, run: result === undefined ? null : (JSON.parse(result) as EndedRun), signal };
}
