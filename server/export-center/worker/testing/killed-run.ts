import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { makeTestDatabaseHome, type TestDatabaseHome } from '../../../testing/test-database.ts';
import type { RunRow } from '../../runs/run-store.ts';
import type { MadeOnce, MortalWorkerTask } from './mortal-worker.ts';

const program = join(import.meta.dirname, 'mortal-worker.ts');

interface EndedRun extends RunRow {
  /** Objects in the store. */
  readonly objects: number;
  readonly made: MadeOnce;
}

/** What is killed: by default a run in the clear, whose next worker does not wait for the lease of the dead one. */
export interface KilledRunOptions {
  readonly encryption?: 'age' | 'aes-gcm';
  readonly waitForLeases?: boolean;
  /** The next worker runs on another machine: it does not find what the dead one has left on its disk. */
  readonly changesMachine?: boolean;
}

/** A bundle and the documents beside it. */
const objectsOfRun = 2;

/** Kills the workers of a run, one after the other at these places, and expects the run to end as an undisturbed one. */
export async function expectToSurvive(deaths: readonly string[], options: KilledRunOptions = {}): Promise<void> {
  const home = await makeTestDatabaseHome();
  const work = workersOf(home, options);
  try {
    let runId: string | null = null;
    let made: MadeOnce = {};
    for (const dieAt of deaths) {
      const killed = await work({ runId, dieAt });
      expect(killed.signal).withContext(dieAt).toBe('SIGKILL');
      ({ runId } = killed);
      made = { ...made, ...(killed.said as MadeOnce) };
      if (options.changesMachine) await rm(join(home.dataDir, 'staging'), { recursive: true });
    }
    const run = (await work({ runId, dieAt: null })).said as EndedRun | null;
    if (options.encryption) expect(Object.keys(made)).withContext('made once').toContain('data/raw/vex/v0.jsonl.zst');
    expect([run?.attempt, run?.starts]).toEqual([1, deaths.length + 1]);
    expect(run?.made).withContext('made once').toEqual(jasmine.objectContaining(made));
    const undisturbed = (await work({ runId: null, dieAt: null })).said as EndedRun | null;
    await expectAsUndisturbed(home, run, undisturbed);
  } finally {
    await home.remove();
  }
}

/**
 * Kills the workers of one run after the other, each after a part (0 to 1) of the time that an undisturbed one takes; every run
 * then goes on to its end, which must be that of the undisturbed one.
 */
export async function expectToSurviveKillsAfter(
  parts: readonly number[],
  options: KilledRunOptions = {},
): Promise<void> {
  const home = await makeTestDatabaseHome();
  const work = workersOf(home, options);
  try {
    const submit = async () => (await work({ runId: null, dieAt: 'submitted' })).runId;
    const first = await submit();
    const startedAt = performance.now();
    const undisturbed = (await work({ runId: first, dieAt: null })).said as EndedRun | null;
    const usualMs = performance.now() - startedAt;
    for (const [number, part] of parts.entries()) {
      const runId = await submit();
      const killed = await work({ runId, dieAt: null, killAfterMs: part * usualMs });
      // A run that was quicker than usual has ended before the kill.
      const run = (killed.said ?? (await work({ runId, dieAt: null })).said) as EndedRun | null;
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

/** Starts one worker after the other, and waits for its end. */
function workersOf(home: TestDatabaseHome, { encryption, waitForLeases = false }: KilledRunOptions) {
  const given = { dataDir: home.dataDir, url: home.url ?? null, encryption: encryption ?? null };
  return async ({ killAfterMs, ...task }: Task) => {
    const whole: MortalWorkerTask = { ...given, endsLeases: !waitForLeases, ...task };
    const child = spawn(process.execPath, [program, JSON.stringify(whole)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
    const kill = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    const output = await text(child.stdout);
    const [, signal] = await exited;
    clearTimeout(kill);
    const [runId = '', said] = output.trim().split('\n');
    return { runId, said: said === undefined ? null : (JSON.parse(said) as unknown), signal };
  };
}
