import { rm } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { makeTemporaryFolder } from '../../testing/temporary-folder.ts';
import { describeWithDatabase } from '../../testing/test-database.ts';
import { recordingLogger } from '../../testing/test-logger.ts';
import { exportCenterMigrations } from '../migrations.ts';
import { createProfile, download, runToSuccess, submit, untilEnd } from '../testing/run-steps.ts';
import { type TrialCenter, startTrialCenter } from '../testing/trial-center.ts';

const withDatabase = (database: Parameters<Parameters<typeof describeWithDatabase>[1]>[0]): void => {
  const { logger, lines } = recordingLogger();
  let center: TrialCenter;
  beforeAll(async () => {
    center = await startTrialCenter({ database: database(), dataDir: await makeTemporaryFolder(), logger });
    await center.startWorker();
  });
  afterAll(async () => {
    await center.close();
    await rm(center.dataDir, { recursive: true, force: true });
  });

  for (const [variant, fileName, file, counts, artifacts] of [
    ['db', 'db.bundle', 'trivy.db', { advisories: 27, sboms: 0 }, 'trivy/db.bundle'],
    ['java-db', 'java-db.bundle', 'trivy-java.db', { advisories: 0, sboms: 4 }, 'trivy/java-db.bundle'],
  ] as const) {
    it(`of trivy:${variant} gives ${fileName}, made from what such a database is made from`, async () => {
      const profile = await createProfile(center, { kind: 'trivy', variant });
      const operator = await center.as();
      const { run, events } = await runToSuccess(operator, { profileId: profile.profileId });
      expect(run.bundle?.fileName).toBe(fileName);
      expect(run.counts).toEqual({ vex: 0, policyEvaluations: 0, ...counts });
      expect(run.verification.import).toBe('passed');
      expect(
        events.filter(({ event }) => event === 'run.artifact').map(({ data }) => (data as { message: string }).message),
      ).toEqual([artifacts]);
      expect(gunzipSync(await download(operator, run.runId)).includes(file)).toBeTrue();
    });
  }

  it('says in its log what a database has no place for', async () => {
    const profile = await createProfile(center, { kind: 'trivy', variant: 'java-db' }, { tenant: 'globex' });
    const { events } = await runToSuccess(await center.as({ tenant: 'globex' }), { profileId: profile.profileId });
    const log = events
      .filter(({ event }) => event === 'run.log')
      .map(({ data }) => (data as { message: string }).message);
    expect(log).toEqual([jasmine.stringMatching(/^Not in the database: Maven components without SHA-1/)]);
  });

  it('of devportal:offline packs the portal of the deployment, and no evidence of the tenant', async () => {
    const profile = await createProfile(center, { kind: 'devportal', variant: 'offline' }, { tenant: 'globex' });
    const operator = await center.as({ tenant: 'globex' });
    const { run } = await runToSuccess(operator, { profileId: profile.profileId });
    expect(run.bundle).toEqual(
      jasmine.objectContaining({ fileName: 'devportal-offline-bundle.tgz', mediaType: 'application/gzip' }),
    );
    expect(run.counts).toEqual({ advisories: 0, vex: 0, sboms: 0, policyEvaluations: 0 });
    expect([run.verification.signature, run.verification.import]).toEqual(['passed', 'passed']);
    expect(run.signatures.map(({ path }) => path)).toContain('signatures/devportal.sig');
    expect(gunzipSync(await download(operator, run.runId)).includes('portal/index.html')).toBeTrue();
  });

  it('of a schema version that is not supported fails in its plan, for the operator and for the log', async () => {
    const profile = await createProfile(center, { kind: 'trivy', variant: 'db', trivy: { schemaVersion: 3 } });
    const operator = await center.as();
    const { run } = await untilEnd(operator, await submit(operator, { profileId: profile.profileId }));
    expect(run.status).toBe('failed');
    expect(run.error).toEqual(jasmine.objectContaining({ code: 'ERR_EXPORT_UNSUPPORTED_SCHEMA', phase: 'plan' }));
    expect(run.error?.message).toContain('trivy.schemaVersion: 2');
    expect(lines.filter(({ event }) => event === 'adapter.trivy.unsupported_schema_version')).toEqual([
      jasmine.objectContaining({ tenant: 'acme', runId: run.runId, profileId: profile.profileId, version: 3 }),
    ]);
  });
};

describeWithDatabase('a run of a kind for other programs', withDatabase, { export_center: exportCenterMigrations });
