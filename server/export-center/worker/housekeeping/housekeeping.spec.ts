import { access, mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createEventLog } from '../../../kernel/events/event-log.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import type { CenterCaller } from '../../testing/center-caller.ts';
import { describeCenter } from '../../testing/describe-center.ts';
import { createProfile, readRun, runToSuccess, submit } from '../../testing/run-steps.ts';
import { resumeAbandonedRuns } from './abandoned-runs.ts';
import { removeLeftStaging } from './left-staging.ts';
import { removeOrphanedBundles } from './orphaned-bundles.ts';

const hourMs = 3_600_000;

describeCenter('the housekeeping of a worker', (center, database) => {
  const folder = temporaryFolder();
  let operator: CenterCaller;
  let profileId: string;
  beforeAll(async () => {
    operator = await center().as();
    ({ profileId } = await createProfile(center()));
  });
  const end = (runId: string) =>
    operator.post(`/api/export/runs/${runId}/cancel`, undefined, { reason: 'end of the spec' });

  describe('of staging folders', () => {
    const leave = async (runId: string): Promise<string> => {
      const path = join(folder(), 'acme', runId);
      await mkdir(join(path, 'bundle'), { recursive: true });
      await writeFile(join(path, 'bundle', 'half'), 'half a file');
      return path;
    };
    const sweepStaging = (now = new Date()) =>
      removeLeftStaging({ runs: center().center.runs, stagingFolder: folder() }, now);
    const isThere = (path: string) =>
      access(path).then(
        () => true,
        () => false,
      );

    it('keeps those of runs that go on, and deletes the others', async () => {
      const [waiting, cancelled] = [await submit(operator, { profileId }), await submit(operator, { profileId })];
      await end(cancelled);
      const paths = await Promise.all([waiting, cancelled, 'run-20250101-01'].map(leave));
      expect(await sweepStaging()).toBe(2);
      expect(await Promise.all(paths.map(isThere))).toEqual([true, false, false]);
      await end(waiting);
      expect(await sweepStaging()).toBe(1);
      expect(await isThere(join(folder(), 'acme'))).toBeFalse();
    });

    it('keeps that of a failed run for a day, for its retry', async () => {
      const runId = await submit(operator, { profileId });
      const path = await leave(runId);
      const failedAt = new Date();
      const change = { status: 'failed', finished_at: failedAt } as const;
      await center().center.runs.update({ tenant: 'acme', runId }, ['pending'], change);
      expect(await sweepStaging(new Date(failedAt.getTime() + 23 * hourMs))).toBe(0);
      expect(await isThere(path)).toBeTrue();
      expect(await sweepStaging(new Date(failedAt.getTime() + 24 * hourMs))).toBe(1);
      expect(await isThere(path)).toBeFalse();
    });

    it('finds nothing where nothing was ever built', async () => {
      const stagingFolder = join(folder(), 'absent');
      expect(await removeLeftStaging({ runs: center().center.runs, stagingFolder }, new Date())).toBe(0);
    });
  });

  describe('of bundles', () => {
    const store = async (text: string, hoursAgo: number): Promise<string> => {
      const bytes = (async function* () {
        yield await Promise.resolve(Buffer.from(text));
      })();
      const { key } = await center().objects.putByDigest('bundles', bytes);
      const at = new Date(Date.now() - hoursAgo * hourMs);
      await utimes(join(center().dataDir, 'objects', key), at, at);
      return key;
    };
    const sweep = () => removeOrphanedBundles({ runs: center().center.runs, objects: center().objects }, new Date());
    const isThere = async (key: string) => (await center().objects.head(key)) !== undefined;

    it('deletes what no run refers to, when it is old enough', async () => {
      const [old, recent] = [await store('left by a crash', 3), await store('being stored', 0.5)];
      expect(await sweep()).toBe(1);
      expect([await isThere(old), await isThere(recent)]).toEqual([false, true]);
    });

    it('keeps what a run offers, and deletes it once the run has expired', async () => {
      const worker = await center().startWorker();
      const { run } = await runToSuccess(operator, { profileId });
      await worker.stop(1_000);
      const { objectKey = '', documentsKey = '' } = (await center().center.runs.find('acme', run.runId))?.bundle ?? {};
      const at = new Date(Date.now() - 3 * hourMs);
      for (const key of [objectKey, documentsKey]) await utimes(join(center().dataDir, 'objects', key), at, at);
      await sweep();
      expect([await isThere(objectKey), await isThere(documentsKey)]).toEqual([true, true]);
      await center().center.runs.update({ tenant: 'acme', runId: run.runId }, ['succeeded'], { status: 'expired' });
      await sweep();
      expect([await isThere(objectKey), await isThere(documentsKey)]).toEqual([false, false]);
    });

    it('keeps what a run that goes on may have stored, however long ago', async () => {
      const runId = await submit(operator, { profileId });
      const createdAt = new Date(Date.now() - 30 * hourMs);
      await center().center.runs.update({ tenant: 'acme', runId }, ['pending'], { created_at: createdAt });
      const key = await store('stored by the run, which then lost its worker', 29);
      expect(await sweep()).toBe(0);
      expect(await isThere(key)).toBeTrue();
      await end(runId);
      expect(await sweep()).toBe(1);
    });
  });

  describe('of runs', () => {
    it('queues those again whose worker is gone, and leaves the others', async () => {
      const [gone, driven] = [await submit(operator, { profileId }), await submit(operator, { profileId })];
      const { runs } = center().center;
      const now = Date.now();
      const lease = (runId: string, until: number) =>
        runs.update({ tenant: 'acme', runId }, ['pending'], { status: 'running', lease_until: new Date(until) });
      await lease(gone, now - 60_000);
      await lease(driven, now + 60_000);
      const queued: string[] = [];
      const queue = {
        lookAgain: ({ runId }: { runId: string }) => {
          queued.push(runId);
          return Promise.resolve();
        },
      };
      // As on a database that several processes share.
      await resumeAbandonedRuns({ database: { ...database(), kind: 'postgres' }, runs, queue });
      expect(queued).toEqual([gone]);
      await runs.update({ tenant: 'acme', runId: gone }, ['running'], { status: 'cancelled' });
      await runs.update({ tenant: 'acme', runId: driven }, ['running'], { status: 'cancelled' });
      expect((await readRun(operator, gone)).status).toBe('cancelled');
    });
  });

  it('forgets events after a week', async () => {
    const runId = await submit(operator, { profileId });
    await end(runId);
    await sql`update kernel.events set at = now() - interval '8 days' where subject = ${runId}`.execute(
      database().query(),
    );
    const log = await createEventLog(database(), 'export-center');
    expect(await log.prune(7)).toBe(2);
    await log.close();
  });
});
