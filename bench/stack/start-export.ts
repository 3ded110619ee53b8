import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SigningKey } from '../../server/contracts/export-center/keys.ts';
import type { Profile } from '../../server/contracts/export-center/profile.ts';
import type { Run, SubmittedRun } from '../../server/contracts/export-center/run.ts';
import type { EvidenceSources, ImportReport } from '../../server/contracts/export-center/sources.ts';
import { readEventLoopDelay, watchingEventLoop, type EventLoopDelay } from '../machine/event-loop-delay.ts';
import { ownDatabase } from './own-database.ts';
import { signIn, type SignedIn } from './sign-in.ts';
import { startStack, type Stack } from './start-stack.ts';

const tenant = 'acme';

/** All roles in one process, with the evidence of one tenant, in the hands of its admin. */
export interface ExportStack extends Stack {
  readonly database: 'PGlite' | 'PostgreSQL';
  /** Bundles lie below this folder, under their digests. */
  readonly dataDir: string;
  createProfile(draft: object): Promise<Profile>;
  /** Runs a profile to its end. @throws where it does not succeed */
  run(profileId: string): Promise<Run>;
  /** Waits until the tenant holds so many documents, of at least this generation. */
  untilImported(documents: number, generation: number): Promise<EvidenceSources>;
  /** Asks for an import, and waits for the end of one that began after that. @throws where it fails as a whole */
  import(): Promise<ImportReport>;
  /** Of the key that bundles are signed with. */
  publicKeyPem(): Promise<string>;
  /** Delays of the event loop since it was last asked to forget. */
  eventLoopDelay(): Promise<EventLoopDelay>;
  forgetEventLoopDelay(): void;
}

export interface ExportOptions {
  readonly folder: string;
  readonly evidence: string;
  /** Further settings. */
  readonly env?: NodeJS.ProcessEnv;
}

export async function startExport({ folder, evidence, ...more }: ExportOptions): Promise<ExportStack> {
  await using held = new AsyncDisposableStack();
  const database = held.use(await ownDatabase());
  const dataDir = join(folder, 'data');
  const delays = join(folder, 'event-loop.json');
  const env = { ...database.env, ...watchingEventLoop(delays), EVIDENCE_DIR: evidence, ...more.env };
  // It is ready when it has imported its evidence.
  const stack = await startStack({ dataDir, env, deadlineMs: 30 * 60_000 });
  held.defer(() => stack.close());
  const admin = await signIn(stack.origin, 'admin', tenant);
  const all = held.move();
  return {
    ...stack,
    ...{ database: database.kind, dataDir },
    createProfile: async (draft) => (await admin.call('POST', '/api/export/profiles', draft)) as Profile,
    run: (profileId) => runToItsEnd(admin, profileId),
    untilImported: (documents, generation) => untilImported(admin, documents, generation),
    import: () => importEvidence(admin),
    publicKeyPem: async () => {
      const { items } = (await admin.call('GET', '/api/export/keys')) as { items: SigningKey[] };
      return items[0]?.publicKeyPem ?? '';
    },
    eventLoopDelay: async () => {
      // It is written once a second.
      await sleep(1_100);
      return readEventLoopDelay(delays);
    },
    forgetEventLoopDelay: () => void process.kill(stack.pid, 'SIGUSR2'),
    close: () => all.disposeAsync(),
  };
}

async function runToItsEnd(admin: SignedIn, profileId: string): Promise<Run> {
  const { runId } = (await admin.call('POST', '/api/export/runs', { profileId })) as SubmittedRun;
  for (;;) {
    const run = (await admin.call('GET', `/api/export/runs/${runId}`)) as Run;
    if (run.status === 'succeeded') return run;
    if (run.status !== 'pending' && run.status !== 'running') throw new Error(`${runId}: ${JSON.stringify(run.error)}`);
    await sleep(50);
  }
}

async function untilImported(admin: SignedIn, documents: number, generation: number): Promise<EvidenceSources> {
  for (;;) {
    const sources = (await admin.call('GET', '/api/export/sources')) as EvidenceSources;
    const held = Object.values(sources.counts).reduce((sum, count) => sum + count, 0);
    if (held >= documents && sources.generation >= generation) return sources;
    await sleep(250);
  }
}

async function importEvidence(admin: SignedIn): Promise<ImportReport> {
  const askedAt = new Date().toISOString();
  await admin.call('POST', '/api/export/sources/import', undefined, 'benchmark');
  for (;;) {
    const { lastImport } = (await admin.call('GET', '/api/export/sources')) as EvidenceSources;
    if (lastImport && lastImport.startedAt >= askedAt) {
      if (lastImport.failure !== null) throw new Error(lastImport.failure);
      return lastImport;
    }
    // Each answer counts what is held, which is work for the database.
    await sleep(1_000);
  }
}

/** Seconds from the first phase of a run to its end. */
export function secondsOf({ startedAt, finishedAt }: Run): number {
  return (Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '')) / 1_000;
}
