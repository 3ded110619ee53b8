import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import type { Role } from '../../../server/contracts/roles.ts';
import { provideConsoleTesting, settled, verifyHttp } from '../testing/console-testing.ts';
import { failedRun, pageOf, runningRun, succeededRun } from '../testing/run-fixtures.ts';
import { errorEnvelope } from '../testing/session-fixtures.ts';
import { signInAs } from '../testing/sign-in-as.ts';
import { RunsPageComponent } from './runs-page.component.ts';
import { RunsPageHarness } from './testing/runs-page.harness.ts';
import { StartRun } from './start-run.ts';

describe('RunsPageComponent', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<RunsPageComponent>;
  let page: RunsPageHarness;
  let navigate: jasmine.Spy;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    navigate = spyOn(TestBed.inject(Router), 'navigate').and.resolveTo(true);
  });

  afterEach(() => verifyHttp());

  async function open(query: Readonly<Record<string, string>> = {}, role: Role = 'operator'): Promise<void> {
    await signInAs(role);
    fixture = TestBed.createComponent(RunsPageComponent);
    for (const [name, value] of Object.entries(query)) fixture.componentRef.setInput(name, value);
    await settled();
    http.expectOne(({ params }) => params.get('limit') === '1').flush(pageOf([failedRun], { total: 1 }));
    page = await manualChangeDetection(() => TestbedHarnessEnvironment.harnessForFixture(fixture, RunsPageHarness));
  }

  const requested = (): TestRequest => http.expectOne(({ params }) => params.get('limit') === '50');

  it('shows the shape of the list while it loads', async () => {
    await open();
    expect(await manualChangeDetection(() => page.isLoading())).toBeTrue();
    requested().flush(pageOf([]));
  });

  it('shows for each run what it has come to', async () => {
    await open();
    requested().flush(pageOf([runningRun, failedRun, succeededRun], { total: 1204 }));
    const [running, failed, succeeded] = await page.rows();
    expect(running).toContain('704 of 1,759');
    expect(failed).toContain('Nothing to pack');
    expect(succeeded).toContain('652.1 KiB');
    expect(succeeded).toContain('Passed');
    expect(await page.state()).toBe('1 run needs action, since 2026-11-22 09:50 UTC');
    expect(await page.foot()).toContain('3 of 1,204');
  });

  it('opens the run of a row', async () => {
    await open();
    requested().flush(pageOf([succeededRun]));
    await page.openRow(0);
    expect(navigate).toHaveBeenCalledOnceWith(['/t', 'acme', 'runs', succeededRun.runId]);
  });

  it('puts what is searched for into the URL, from the first page on', async () => {
    await open({ cursor: 'abc' });
    requested().flush(pageOf([succeededRun]));
    await page.searchFor('  nightly ');
    expect(navigate).toHaveBeenCalledOnceWith(
      [],
      jasmine.objectContaining({ queryParams: { search: 'nightly', cursor: null } }),
    );
  });

  it('names every filter, with a way to take it away', async () => {
    await open({ errorCode: 'signing', from: '2026-11-22T04:00:00.000Z' });
    const request = requested();
    expect(request.request.params.get('errorCode')).toBe('signing');
    request.flush(pageOf([failedRun]));
    expect(await page.filters()).toEqual(['Signing failed', 'Created since 2026-11-22 04:00 UTC']);
    expect(await page.has('Remove the filter Signing failed')).toBeTrue();
  });

  it('says that the filters hide what there is', async () => {
    await open({ view: 'active' });
    requested().flush(pageOf([]));
    expect((await page.emptyStates())[0]).toContain('No run matches');
    expect(await page.has('Show all runs')).toBeTrue();
  });

  it('offers to start the first run, to those who may', async () => {
    const ask = spyOn(TestBed.inject(StartRun), 'ask').and.resolveTo();
    await open();
    requested().flush(pageOf([]));
    await page.press('Start the first run');
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('offers nothing to start to a viewer', async () => {
    await open({}, 'viewer');
    requested().flush(pageOf([]));
    expect((await page.emptyStates())[0]).toContain('No runs yet');
    expect(await page.has('Start run')).toBeFalse();
    expect(await page.has('Start the first run')).toBeFalse();
  });

  it('says why the list is not there, and loads it again on request', async () => {
    await open();
    requested().flush(errorEnvelope('ERR_UPSTREAM', 'The Export Center does not answer.'), {
      status: 502,
      statusText: '',
    });
    expect((await page.errors())[0]).toContain('01HZY3M8Q4T7V9W2X5Z6A7B8C9');
    const retrying = page.press('Try again');
    await settled();
    requested().flush(pageOf([succeededRun]));
    await retrying;
    expect((await page.rows()).length).toBe(1);
  });

  it('names the missing right', async () => {
    await open();
    requested().flush(errorEnvelope('ERR_SCOPE'), { status: 403, statusText: '' });
    expect((await page.emptyStates())[0]).toContain('It needs the scope export:read in the tenant acme');
  });
});
