import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { StartError } from '../start-error.ts';

const staleAfterMs = 5_000;

/**
 * Makes DATA_DIR and locks it for this process; PGlite itself would let two processes ruin one folder. The lock of a
 * killed process goes stale after five seconds, and is waited for that long.
 * @returns the function that unlocks.
 */
export async function lockDataDir(
  dataDir: string,
  onCompromised: (error: Error) => void,
): Promise<() => Promise<void>> {
  await makeWritable(dataDir);
  try {
    return await lock(dataDir, {
      lockfilePath: join(dataDir, 'process.lock'),
      stale: staleAfterMs,
      update: 1_000,
      retries: { retries: 14, factor: 1, minTimeout: 500, maxTimeout: 500 },
      onCompromised,
    });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ELOCKED')) throw cause;
    throw new StartError(
      `DATA_DIR ${dataDir} is used by another process. Stop that one, give this one another DATA_DIR, ` +
        'or set DATABASE_URL to a PostgreSQL that both can use.',
      { cause },
    );
  }
}

async function makeWritable(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new StartError(`DATA_DIR ${dataDir} must be a folder that this user can write to.`, { cause });
  }
}
