import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { KitError, systemCodeOf } from '../command-line/kit-error.ts';

interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** Tells a process from a later one with its number; null where the system does not say. */
  readonly processStart: string | null;
  readonly startedAt: string;
}

export interface ImportLock extends AsyncDisposable {
  /** @throws KitError when somebody has taken the lock away. */
  check(): Promise<void>;
}

/**
 * Locks a mirror for one import. The lock of a process that is gone is taken over at once; one of another machine, which
 * cannot be asked, is not.
 * @throws KitError `failed` that names the holder.
 */
export async function lockForImport(file: string): Promise<ImportLock> {
  const mine: Holder = {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    processStart: await startOf(process.pid),
    startedAt: new Date().toISOString(),
  };
  while (!(await claim(file, mine))) {
    const holder = await readHolder(file);
    if (holder === undefined) continue;
    await refuseAtWork(holder, file);
    if (await takeOver(file, mine)) break;
  }
  return {
    async check() {
      if (!isHeldBy(await readHolder(file), mine))
        throw new KitError('failed', `${file} was taken away; nothing was changed.`);
    },
    async [Symbol.asyncDispose]() {
      if (isHeldBy(await readHolder(file), mine)) await rm(file, { force: true });
    },
  };
}

/** Creates the lock whole: a link appears with its content or not at all. */
async function claim(file: string, holder: Holder): Promise<boolean> {
  const own = await writeOwn(file, holder);
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/**
 * Puts this lock in the place of a stale one; false where it is not there any more. Who takes over holds a lock, too, so that nobody
 * replaces a lock that somebody else has just put there; one that died over it is taken over in the same way.
 */
async function takeOver(file: string, holder: Holder): Promise<boolean> {
  await using takeover = await lockForImport(`${file}.takeover`);
  const found = await readHolder(file);
  if (found === undefined) return false;
  await refuseAtWork(found, file);
  await takeover.check();
  await rename(await writeOwn(file, holder), file);
  return true;
}

async function writeOwn(file: string, holder: Holder): Promise<string> {
  const own = `${file}.${holder.token}`;
  await writeFile(own, `${JSON.stringify(holder)}\n`, { flag: 'wx' });
  return own;
}

async function refuseAtWork(holder: Holder | 'unreadable', file: string): Promise<void> {
  if (holder !== 'unreadable' && (await isAtWork(holder))) throw takenBy(holder, file);
}

async function readHolder(file: string): Promise<Holder | 'unreadable' | undefined> {
  try {
    const holder = JSON.parse(await readFile(file, 'utf8')) as Partial<Holder>;
    return typeof holder.pid === 'number' && typeof holder.token === 'string' ? (holder as Holder) : 'unreadable';
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return 'unreadable';
    throw error;
  }
}

function isHeldBy(found: Holder | 'unreadable' | undefined, { token }: Holder): boolean {
  return found !== undefined && found !== 'unreadable' && found.token === token;
}

async function isAtWork({ pid, host, processStart }: Holder): Promise<boolean> {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemCodeOf(error) === 'ESRCH') return false;
  }
  return processStart === null || processStart === (await startOf(pid));
}

/** When the kernel started a process, in its own count, where there is a /proc. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function takenBy({ pid, host, startedAt }: Holder, file: string): KitError {
  const elsewhere = host === hostname() ? '' : ` If nothing runs on ${host} any more, remove ${file}.`;
  return new KitError(
    'failed',
    `Another import is at work on this mirror: process ${pid} on ${host}, since ${startedAt}.${elsewhere}`,
  );
}
