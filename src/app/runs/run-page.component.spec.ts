import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import type { Role } from '../../../server/contracts/roles.ts';
import { fakeStreams, provideConsoleTesting, settled, verifyHttp } from '../testing/console-testing.ts';
import { artifacts, damaged, eventOf, failedRun, runningRun, succeededRun } from '../testing/run-fixtures.ts';
import { errorEnvelope } from '../testing/session-fixtures.ts';
import { signInAs } from '../testing/sign-in-as.ts';
import { RunPageComponent } from './run-page.component.ts';
import { RunPageHarness } from './testing/run-page.harness.ts';
import { OperatorContextService } from '../operator/operator-context.service.ts';
import { StartRun } from './start-run.ts';

describe('RunPageComponent', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<RunPageComponent>;
  let page: RunPageHarness;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => verifyHttp());

  async function open(runId: string, tab?: string, role: Role = 'operator'): Promise<void> {
    await signInAs(role);
    fixture = TestBed.createComponent(RunPageComponent);
    fixture.componentRef.setInput('runId', runId);
    fixture.componentRef.setInput('tab', tab);
    await settled();
    page = await manualChangeDetection(() => TestbedHarnessEnvironment.harnessForFixture(fixture, RunPageHarness));
  }

  async function show(run: Run, tab?: string, role?: Role): Promise<void> {
    await open(run.runId, tab, role);
    http.expectOne(`/api/export/runs/${run.runId}`).flush(run);
    await settled();
  }

  it('shows the shape of the run while it loads', async () => {
    await open('run-20261122-01');
    expect(await manualChangeDetection(() => page.isLoading())).toBeTrue();
    http.expectOne('/api/export/runs/run-20261122-01').flush(succeededRun);
  });

  it('tells what came of the run, and hands out its bundle', async () => {
    await show(succeededRun);
    expect(await page.chips()).toEqual(['Succeeded']);
    expect(await page.state()).toBe('A signed and verified bundle of 652.1 KiB');
    expect(await page.fact('Advisories')).toBe('1,749');
    expect(await page.fact('Kept until')).toBe('in 29 days');
    expect(await page.target('Download bundle')).toBe('/api/export/runs/run-20261122-01/bundle?tenant=acme');
    expect(await page.has('Cancel run')).toBeFalse();
  });

  it('keeps the bundle from those who may not download it', async () => {
    await show(succeededRun, undefined, 'viewer');
    expect(await page.has('Download bundle')).toBeFalse();
  });

  it('names the holds, and says so when the locker does not answer', async () => {
    await show({ ...succeededRun, heldBy: [{ holdId: 'hold-1234', name: 'Northwind v. Acme' }] });
    expect(await page.fact('Holds')).toBe('Northwind v. Acme');
    expect(await page.fact('Kept until')).toBe('It is no longer held');
  });

  it('puts a failure first, with the next step as a button', async () => {
    const ask = spyOn(TestBed.inject(StartRun), 'ask').and.resolveTo();
    await show(failedRun);
    expect(await page.failure()).toContain('Nothing to pack');
    expect(await page.failure()).toContain('Widen the selectors.');
    await page.press('Run again');
    expect(ask).toHaveBeenCalledOnceWith(failedRun.profileId);
    expect(await page.has('Verify again')).toBeFalse();
  });

  it('offers the run that repairs a failure first', async () => {
    const ask = spyOn(TestBed.inject(StartRun), 'ask').and.resolveTo();
    const action = { type: 'submit-run', kind: 'mirror', variant: 'full', profileId: 'prof-full1' } as const;
    await show({ ...failedRun, error: { ...failedRun.error!, code: 'ERR_EXPORT_BASE_MISSING', action } });
    await page.press('Run mirror:full');
    expect(ask).toHaveBeenCalledOnceWith('prof-full1');
    // A retry would keep to the base that was missing.
    expect([await page.has('Retry'), await page.has('Run again')]).toEqual([false, true]);
  });

  it('leads to a new profile where the tenant has none for that run', async () => {
    const action = { type: 'submit-run', kind: 'mirror', variant: 'full', profileId: null } as const;
    const withoutBase = { ...failedRun, error: { ...failedRun.error!, action } };
    await show(withoutBase, undefined, 'tenant-admin');
    expect(await page.target('Create a mirror:full profile')).toBe(
      `/t/acme/profiles/new?from=${failedRun.profileId}&packs=mirror:full`,
    );
  });

  it('says who can create that profile to whom may not', async () => {
    const action = { type: 'submit-run', kind: 'mirror', variant: 'full', profileId: null } as const;
    await show({ ...failedRun, error: { ...failedRun.error!, action } });
    expect(await page.has('Create a mirror:full profile')).toBeFalse();
    expect(await page.failure()).toContain('a tenant admin can create');
  });

  for (const run of [failedRun, { ...failedRun, status: 'cancelled', error: null } as const]) {
    it(`asks for the next attempt of a ${run.status} run`, async () => {
      await show(run);
      TestBed.inject(OperatorContextService).set({ reason: 'The key store is back' });
      const retrying = page.press(run.status === 'failed' ? 'Retry' : 'Retry run');
      await settled();
      const request = http.expectOne(`/api/export/runs/${run.runId}/retry`);
      expect(request.request.method).toBe('POST');
      const pending = { ...run, status: 'pending', attempt: 2, error: null } as const;
      request.flush(pending);
      await settled();
      http.expectOne(`/api/export/runs/${run.runId}`).flush(pending);
      await retrying;
      expect(await page.state()).toContain('Waiting for attempt 2');
    });
  }

  it('names the damaged file after a verification that failed', async () => {
    await show(succeededRun);
    const verifying = page.press('Verify again');
    await settled();
    http.expectOne(`/api/export/runs/${succeededRun.runId}/verify`).flush(damaged);
    await settled();
    http.expectOne(`/api/export/runs/${succeededRun.runId}`).flush({ ...succeededRun, verification: damaged });
    await verifying;
    expect(await page.rows()).toEqual(['data/raw/vex/v0.jsonl.zst Content differs from the manifest bb instead of aa']);
    expect(await page.state()).toBe('The bundle of 652.1 KiB is damaged');
    expect(await page.chips()).toEqual(['Succeeded', 'Damaged']);
  });

  it('lists the files only when they are asked for', async () => {
    await show(succeededRun, 'files');
    http.expectOne(`/api/export/runs/${succeededRun.runId}/artifacts`).flush({ items: artifacts });
    expect((await page.rows())[0]).toContain('data/raw/advisories/a0.jsonl.zst');
  });

  it('shows the manifest only when it is asked for', async () => {
    await show(succeededRun, 'manifest');
    http.expectOne(`/api/export/runs/${succeededRun.runId}/manifest`).flush({ schemaVersion: '1.0' });
    expect(await page.manifest()).toContain('"schemaVersion": "1.0"');
  });

  it('writes the log with exact times', async () => {
    await show(runningRun, 'log');
    fakeStreams().emit(`/api/export/runs/${runningRun.runId}/events?tenant=acme`, {
      id: '1',
      type: 'run.started',
      data: eventOf(runningRun, '2026-11-22T09:59:59.000Z'),
    });
    expect(await page.log()).toEqual(['2026-11-22 09:59:59 UTC A worker begins attempt 1']);
  });

  it('says why the run is not there', async () => {
    await open('run-20261122-99');
    http
      .expectOne('/api/export/runs/run-20261122-99')
      .flush(errorEnvelope('ERR_NOT_FOUND', 'There is no such run.'), { status: 404, statusText: '' });
    expect((await page.errors())[0]).toContain('There is no such run.');
  });
});
