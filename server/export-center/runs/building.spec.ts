import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Artifact, Run } from '../../contracts/export-center/run.ts';
import type { Profile } from '../../contracts/export-center/profile.ts';
import type { CenterCaller } from '../testing/center-caller.ts';
import { describeCenter } from '../testing/describe-center.ts';
import { newTenant } from '../testing/drafts.ts';
import { eventually } from '../testing/eventually.ts';
import { metricValue } from '../testing/metric-value.ts';
import { createProfile, download, runToSuccess, submit, untilEnd } from '../testing/run-steps.ts';
import { importTenant } from '../sources/import-tenant.ts';
import { walkTenantFolder } from '../sources/import-folder.ts';
import type { TrialWorker } from '../testing/trial-center.ts';
import { membersOf } from '../worker/testing/archive-surgery.ts';
import { sampleDigests } from './testing/sample-digests.ts';

const sampleFolder = join(import.meta.dirname, '../sources/sample');
const phases = ['plan', 'collect', 'build', 'sign', 'verify', 'distribute'];

describeCenter('a run', (center, database) => {
  let worker: TrialWorker;
  let operator: CenterCaller;
  let profile: Profile;
  beforeAll(async () => {
    worker = await center().startWorker();
    operator = await center().as();
    profile = await createProfile(center());
  });

  it('goes through its phases to a verified bundle', async () => {
    const { run, events } = await runToSuccess(operator, { profileId: profile.profileId });
    expect(run).toEqual(
      jasmine.objectContaining<Run>({
        tenant: 'acme',
        profileName: profile.name,
        profileRevision: 1,
        trigger: 'manual',
        phase: null,
        attempt: 1,
        counts: { advisories: 27, vex: 4, sboms: 4, policyEvaluations: 0 },
        error: null,
        heldBy: [],
        createdBy: 'operator',
      }),
    );
    expect(run.phases.map(({ phase }) => phase)).toEqual([...phases] as Run['phases'][number]['phase'][]);
    expect(run.progress).toEqual({
      ...{ percent: 100, itemsCompleted: 35, itemsTotal: 35 },
      bytes: run.bundle?.bytes ?? 0,
    });
    const { at, ...verdict } = run.verification;
    expect(verdict).toEqual({
      ...{ signature: 'passed', hashes: 'passed', provenance: 'passed', import: 'passed' },
      ...{ hashesOk: 6, hashesTotal: 6, problems: [], notRun: {} },
    });
    expect(at).not.toBeNull();
    expect(run.usualSeconds).not.toBeNull();

    const names = events.map(({ event }) => event);
    expect(names.slice(0, 2)).toEqual(['run.created', 'run.started']);
    expect(events.filter(({ event }) => event === 'run.phase').map(({ data }) => (data as Run).phase)).toEqual(
      phases as Run['phase'][],
    );
    expect(names.at(-1)).toBe('run.succeeded');
  });

  it('reports progress that only rises, at most twice a second', async () => {
    const { events } = await runToSuccess(operator, { profileId: profile.profileId });
    const reports = events
      .filter(({ event }) => event === 'run.progress')
      .map(({ data }) => data as Run & { readonly at: string });
    const times = reports.map(({ at }) => Date.parse(at));
    // The clock of the event is read a little after that of the throttle.
    times.slice(2).forEach((time, index) => expect(time - (times[index] ?? 0)).toBeGreaterThan(900));
    const percents = reports.map(({ progress }) => progress.percent);
    expect(percents).toEqual(percents.toSorted((one, other) => one - other));
  });

  it('leaves a bundle whose files are those that the manifest and the list of artifacts name', async () => {
    const { run } = await runToSuccess(operator, { profileId: profile.profileId });
    const path = `/api/export/runs/${run.runId}`;
    const bundle = await download(operator, run.runId);
    expect(sha256(bundle)).toBe(run.bundle?.sha256 ?? '');
    const members = new Map((await membersOf(bundle)).map(({ header, content }) => [header.name, content]));
    const manifest = await operator.fetch(`${path}/manifest`);
    const manifestBytes = Buffer.from(await manifest.arrayBuffer());
    expect(manifestBytes.equals(members.get('export.json') ?? Buffer.of())).toBeTrue();
    const { items } = (await operator.get<{ items: Artifact[] }>(`${path}/artifacts`)).body;
    expect((JSON.parse(manifestBytes.toString()) as { artifacts: Artifact[] }).artifacts).toEqual(items);
    for (const artifact of items) {
      const content = members.get(artifact.path) ?? Buffer.of();
      expect([sha256(content), content.length])
        .withContext(artifact.path)
        .toEqual([artifact.sha256, artifact.bytes]);
    }
  });

  it('gives the content of the shipped sample the digests that are written down here', async () => {
    const globex = await center().as({ tenant: 'globex' });
    const { profileId } = await createProfile(center(), {}, { tenant: 'globex' });
    const { run } = await runToSuccess(globex, { profileId });
    expect(run.counts).toEqual(sampleDigests.counts);
    expect([run.inputsHash, run.rerunHash]).toEqual([sampleDigests.inputsHash, sampleDigests.rerunHash]);
    const { items } = (await globex.get<{ items: Artifact[] }>(`/api/export/runs/${run.runId}/artifacts`)).body;
    expect(Object.fromEntries(items.map(({ path, sha256: digest }) => [path, digest]))).toEqual(
      sampleDigests.artifacts,
    );
  });

  it('gives the same when the evidence was imported in reverse, by another tenant', async () => {
    const tenant = newTenant();
    const files = await Array.fromAsync(walkTenantFolder(join(sampleFolder, 'globex')));
    await importTenant(database(), tenant, files.toReversed());
    const other = await center().as({ tenant });
    const { profileId } = await createProfile(center(), {}, { tenant });
    const { run } = await runToSuccess(other, { profileId });
    expect([run.inputsHash, run.rerunHash]).toEqual([sampleDigests.inputsHash, sampleDigests.rerunHash]);
  });

  it('is registered with the Evidence Locker, and told to the timeline', async () => {
    const { run } = await runToSuccess(operator, { profileId: profile.profileId });
    const { locker } = center();
    const registered = await eventually('the registration', () =>
      locker.bundles.find(({ runId }) => runId === run.runId),
    );
    expect(registered).toEqual(
      jasmine.objectContaining({ digest: run.bundle?.sha256, profileId: profile.profileId, purgeAfter: run.expiresAt }),
    );
    const told = () => locker.timeline.filter(({ subject }) => subject === run.runId).map(({ kind }) => kind);
    await eventually('both entries', () => (told().length === 2 ? true : undefined));
    expect(told()).toEqual(['export.run.submitted', 'export.run.succeeded']);
  });

  it('shows the holds on its bundle, and that they are not known while the locker is down', async () => {
    const { run } = await runToSuccess(operator, { profileId: profile.profileId });
    const { locker } = center();
    const heldBy = async () => (await operator.get<Run>(`/api/export/runs/${run.runId}`)).body.heldBy;
    locker.holds.set(run.bundle?.sha256 ?? '', ['Payment outage']);
    expect(await heldBy()).toEqual([{ holdId: 'hold-abcd1234', name: 'Payment outage' }]);
    locker.isDown = true;
    expect(await heldBy()).toBeNull();
    locker.isDown = false;
  });

  it('keeps the parameters it was submitted with', async () => {
    const selectors = { ecosystems: ['npm'], products: [], sbomSubjects: [] };
    const { run } = await runToSuccess(operator, { profileId: profile.profileId, selectors, priority: 'high' });
    expect([run.selectors, run.priority, run.profileRevision]).toEqual([selectors, 'high', 1]);
    expect(run.counts?.advisories).toBeLessThan(27);
  });

  it('fails where its selectors match nothing, and says what to do', async () => {
    const selectors = { ecosystems: ['CRAN'] };
    const { run } = await untilEnd(operator, await submit(operator, { profileId: profile.profileId, selectors }));
    expect(run.status).toBe('failed');
    expect(run.error).toEqual(jasmine.objectContaining({ code: 'ERR_EXPORT_EMPTY', phase: 'plan' }));
    expect(run.error?.recovery).toContain('allow empty');
    expect(run.attempt).toBe(1);
    const refused = await operator.refused(operator.get(`/api/export/runs/${run.runId}/bundle`));
    expect([refused.status, refused.code]).toEqual([409, 'ERR_CONFLICT']);
  });

  it('packs nothing where that is allowed', async () => {
    const submission = { profileId: profile.profileId, selectors: { ecosystems: ['CRAN'] }, allowEmpty: true };
    const { run } = await runToSuccess(operator, submission);
    expect(run.counts).toEqual({ advisories: 0, vex: 0, sboms: 0, policyEvaluations: 0 });
    expect(run.verification.hashes).toBe('passed');
    expect((await download(operator, run.runId)).length).toBe(run.bundle?.bytes ?? 0);
  });

  it('of a tenant without evidence fails as empty', async () => {
    const tenant = newTenant();
    const other = await center().as({ tenant });
    const { profileId } = await createProfile(center(), {}, { tenant });
    const { run } = await untilEnd(other, await submit(other, { profileId }));
    expect(run.error?.code).toBe('ERR_EXPORT_EMPTY');
  });

  it('is counted by the metrics of the runbook', async () => {
    const { run } = await runToSuccess(operator, { profileId: (await createProfile(center())).profileId });
    const { registry } = worker.metrics;
    const labels = { profile: run.profileName, profile_kind: 'json:raw' };
    const counted = () => metricValue(registry, 'exporter_run_duration_seconds', labels, '_count');
    expect(await eventually('the metrics', counted)).toBe(1);
    expect(await metricValue(registry, 'exporter_run_bytes_total', labels)).toBe(run.bundle?.bytes);
    for (const metric of ['export_job_duration_seconds', 'export_bundle_size_bytes']) {
      expect(await metricValue(registry, metric, { profile: run.profileName }, '_count'))
        .withContext(metric)
        .toBe(1);
    }
    for (const metric of ['exporter_jobs_ready', 'export_queue_depth']) {
      expect(await metricValue(center().metrics.registry, metric, {}))
        .withContext(metric)
        .toBe(0);
    }
  });

  it('is counted where it failed, under its error code', async () => {
    const { profileId, name } = await createProfile(center());
    await untilEnd(operator, await submit(operator, { profileId, selectors: { ecosystems: ['CRAN'] } }));
    const labels = { profile: name, profile_kind: 'json:raw', error_code: 'ERR_EXPORT_EMPTY' };
    const counted = () => metricValue(worker.metrics.registry, 'exporter_run_failures_total', labels);
    expect(await eventually('the metric', counted)).toBe(1);
  });
});

function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
