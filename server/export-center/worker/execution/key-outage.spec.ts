import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../../../testing/test-logger.ts';
import { createJobQueue } from '../../../kernel/queue/create-job-queue.ts';
import { RunQueue } from '../../runs/run-queue.ts';
import { type FailingKeyStore, createFailingKeyStore } from '../../signing/testing/failing-key-store.ts';
import type { CenterCaller } from '../../testing/center-caller.ts';
import { describeCenter } from '../../testing/describe-center.ts';
import { createProfile, readRun, submit, untilEnd } from '../../testing/run-steps.ts';
import { workerServicesOf } from '../testing/worker-services.ts';
import { createWorkerThreads, type WorkerThreads } from '../threads/worker-threads.ts';
import { driveRun } from './drive-run.ts';
import { CancelledError } from './interruptions.ts';
import { RunLease } from './run-lease.ts';
import { startRunWorker, type WorkerServices } from './run-worker.ts';

/** Calls of the key store in a run: the key, three signatures, the public keys to verify with. */
const callsInRun = 5;

describeCenter('a run whose key store goes away', (center, database) => {
  let operator: CenterCaller;
  let profileId: string;
  let threads: WorkerThreads;
  let stagingFolder: string;
  let keys: FailingKeyStore;
  let runId: string;
  beforeAll(async () => {
    threads = createWorkerThreads({ threads: 1 });
    operator = await center().as();
    ({ profileId } = await createProfile(center()));
    stagingFolder = await mkdtemp(join(tmpdir(), 'stella-outage-'));
  });
  afterAll(async () => {
    await threads.close();
    await rm(stagingFolder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    keys = createFailingKeyStore(center().center.keys);
    runId = await submit(operator, { profileId });
  });

  const services = (): WorkerServices => ({
    ...workerServicesOf(center(), { database: database(), folder: stagingFolder, threads }),
    keys,
  });
  /** One attempt, at once. */
  const attempt = async () => {
    const lease = await RunLease.take(services(), { tenant: 'acme', runId });
    if (!(lease instanceof RunLease)) throw new Error(`The run is ${lease}`);
    await driveRun(services(), lease, new AbortController());
    return readRun(operator, runId);
  };
  const storedObjects = async () => {
    const found: string[] = [];
    for await (const key of center().objects.list('')) found.push(key);
    return found.sort();
  };
  const verdictOf = async () => {
    const { body } = await operator.post<{ signature: string; problems: unknown[] }>(
      `/api/export/runs/${runId}/verify`,
    );
    return body;
  };

  it('fails with “signing” at whatever moment that is, stores nothing, and goes on with the signatures it has', async () => {
    for (let calls = 0; calls < callsInRun; calls += 1) {
      const before = await storedObjects();
      keys.failAfter(calls);
      const failed = await attempt();
      expect([failed.status, failed.attempt, failed.error?.code, failed.bundle])
        .withContext(`after ${calls} calls`)
        .toEqual(['pending', 2, 'signing', null]);
      expect(await storedObjects()).toEqual(before);
      keys.comeBack();
      const run = await attempt();
      expect([run.status, run.attempt, run.error]).withContext(`after ${calls} calls`).toEqual(['succeeded', 2, null]);
      expect(keys.made).withContext('each signature is made once').toBe(3);
      expect((await verdictOf()).problems).toEqual([]);
      expect((await storedObjects()).length).toBe(before.length + 2);
      [keys, runId] = [createFailingKeyStore(center().center.keys), await submit(operator, { profileId })];
    }
    await operator.post(`/api/export/runs/${runId}/cancel`, undefined, { reason: 'end of the spec' });
  });

  it('is given up after three attempts, and succeeds when a person retries it later', async () => {
    const before = await storedObjects();
    keys.failAfter(2);
    for (const status of ['pending', 'pending', 'failed']) {
      expect((await attempt()).status).toBe(status as 'pending');
      keys.failAfter(1);
    }
    const failed = await readRun(operator, runId);
    expect([failed.error?.code, failed.error?.phase, failed.attempt]).toEqual(['signing', 'sign', 3]);
    expect(failed.error?.recovery).toContain('nothing unsigned was published');
    expect(await storedObjects()).toEqual(before);
    expect((await operator.fetch(`/api/export/runs/${runId}/bundle`)).status).toBe(409);

    keys.comeBack();
    await operator.post(`/api/export/runs/${runId}/retry`, undefined, { reason: 'The key store is back' });
    expect([(await attempt()).status, keys.made]).toEqual(['succeeded', 3]);
  });

  for (const calls of [0, 1, callsInRun - 1]) {
    it(`is cancelled within two seconds while call ${calls + 1} waits for an answer`, async () => {
      const asked = keys.hangAfter(calls);
      const lease = await RunLease.take(services(), { tenant: 'acme', runId });
      if (!(lease instanceof RunLease)) throw new Error(`The run is ${lease}`);
      const stop = new AbortController();
      const driven = driveRun(services(), lease, stop);
      await asked;
      const before = performance.now();
      stop.abort(new CancelledError('a person asked for it'));
      await driven;
      expect(performance.now() - before).toBeLessThan(2_000);
      expect((await readRun(operator, runId)).status).toBe('cancelled');
    });
  }

  it('is tried again by itself', async () => {
    const worker = await createJobQueue(database(), silentLogger);
    const queue = new RunQueue(worker, database());
    await queue.define();
    // It is back when the second attempt begins, two seconds after the first one failed.
    keys.failAfter(2, 1);
    const { close } = await startRunWorker({ ...services(), queue }, 1);
    const { run } = await untilEnd(operator, runId);
    await worker.stop({ timeoutMs: 1_000 });
    await close();
    expect([run.status, run.attempt, keys.made]).toEqual(['succeeded', 2, 3]);
  });

  it('is signed with one key throughout, though the key is rotated meanwhile', async () => {
    const [before] = await keys.publicKeys('acme');
    keys.beforeEachSignature = async (made) => {
      if (made === 1) await center().center.keys.rotate('acme');
    };
    const run = await attempt();
    expect(run.status).toBe('succeeded');
    expect(new Set(run.signatures.map(({ keyId }) => keyId))).toEqual(new Set([before?.keyId ?? '']));
    expect((await keys.publicKeys('acme'))[0]?.keyId).not.toBe(before?.keyId);
    expect(await verdictOf()).toEqual(jasmine.objectContaining({ signature: 'passed', problems: [] }));
  });

  it('begins its signatures anew where the key was rotated between two attempts', async () => {
    keys.failAfter(3);
    expect((await attempt()).error?.code).toBe('signing');
    keys.comeBack();
    const { keyId } = await keys.rotate('acme');
    const run = await attempt();
    expect([run.status, keys.made]).toEqual(['succeeded', 5]);
    expect(new Set(run.signatures.map((signature) => signature.keyId))).toEqual(new Set([keyId]));
    expect((await verdictOf()).problems).toEqual([]);
  });
});
