import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import type { EvidenceSources } from '../../../server/contracts/export-center/sources.ts';
import type { Overview } from '../../../server/contracts/export-center/statistics.ts';
import { REFRESH_PACE } from '../shared/util/refresh-pace.ts';
import { fakeStreams, provideConsoleTesting, settled, verifyHttp } from '../testing/console-testing.ts';
import { evidence, overviewOfDay } from '../testing/overview-fixtures.ts';
import { eventOf, pageOf, runningRun } from '../testing/run-fixtures.ts';
import { errorEnvelope } from '../testing/session-fixtures.ts';
import { signInAs } from '../testing/sign-in-as.ts';
import { provideChartAnimations } from './chart-animations.ts';
import { OverviewPageComponent } from './overview-page.component.ts';
import { OverviewPageHarness } from './testing/overview-page.harness.ts';

describe('OverviewPageComponent', () => {
  const tables = { throughput: 'table', failures: 'table' };
  let http: HttpTestingController;
  let fixture: ComponentFixture<OverviewPageComponent>;
  let page: OverviewPageHarness;
  let navigate: jasmine.Spy;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [...provideConsoleTesting(), provideChartAnimations(), { provide: REFRESH_PACE, useValue: 0 }],
    });
    http = TestBed.inject(HttpTestingController);
    navigate = spyOn(TestBed.inject(Router), 'navigate').and.resolveTo(true);
  });

  afterEach(() => verifyHttp());

  async function open(query: Readonly<Record<string, string>> = {}): Promise<void> {
    await signInAs('viewer');
    fixture = TestBed.createComponent(OverviewPageComponent);
    for (const [name, value] of Object.entries(query)) fixture.componentRef.setInput(name, value);
    await settled();
    page = await manualChangeDetection(() => TestbedHarnessEnvironment.harnessForFixture(fixture, OverviewPageHarness));
  }

  const statistics = (): TestRequest => http.expectOne(({ url }) => url === '/api/export/stats/overview');

  function answer(overview: Overview = overviewOfDay, sources: EvidenceSources = evidence): void {
    statistics().flush(overview);
    http.expectOne('/api/export/sources').flush(sources);
    http.expectOne(({ url }) => url === '/evidence/holds').flush(pageOf([], { total: 3 }));
  }

  it('shows the shape of the page while it loads', async () => {
    await open();
    expect(await manualChangeDetection(() => page.isLoading())).toBeTrue();
    answer();
  });

  it('asks once, for the range of the URL in whole buckets', async () => {
    await open({ range: '7d' });
    const { params } = statistics().request;
    expect([params.get('from'), params.get('to'), params.get('bucket')]).toEqual([
      '2026-11-16T00:00:00.000Z',
      '2026-11-23T00:00:00.000Z',
      'day',
    ]);
    http.expectOne('/api/export/sources');
    http.expectOne(({ url }) => url === '/evidence/holds');
  });

  it('answers the question in words first', async () => {
    await open(tables);
    answer();
    expect(await page.chips()).toEqual(['Needs action']);
    expect(await page.state()).toBe('1 run has failed and waits for a person');
  });

  it('shows the numbers, each leading to its runs', async () => {
    await open(tables);
    answer();
    expect(await page.tiles()).toEqual([
      'Running: 1 (now)',
      'Queued: 2 (now)',
      'Needs action: 1 (failed, at any time)',
      'Succeeded: 2 (24 h, 1.3 MiB)',
      'Failed: 1 (24 h)',
      'Duration p95: 3.0 s (p50 1.7 s, SLO 300 s)',
      'Legal holds: 3 (active now)',
    ]);
    expect(await page.target('Needs action: 1')).toBe('/t/acme/runs?view=needs-action');
    expect(await page.target('Legal holds: 3')).toBe('/t/acme/holds');
  });

  it('has a table for each chart, whose numbers lead to the runs behind them', async () => {
    await open(tables);
    answer();
    expect(await page.charts()).toBe(0);
    const [newest, before, failures] = await page.rows();
    expect(newest).toMatch(/^2026-11-22 10:00 UTC\s*2\s*0\s*2$/);
    expect(before).toMatch(/^2026-11-22 09:00 UTC\s*1\s*1\s*2$/);
    expect(failures).toMatch(/^Nothing to pack\s*ERR_EXPORT_EMPTY\s*1$/);
    const links = (fixture.nativeElement as HTMLElement).querySelectorAll('tbody a');
    expect([...links].map((link) => link.getAttribute('href'))).toContain(
      '/t/acme/runs?from=2026-11-22T10:00:00.000Z&to=2026-11-22T11:00:00.000Z&profileId=prof-2',
    );
    expect([...links].at(-1)?.getAttribute('href')).toContain('view=needs-action');
    expect([...links].at(-1)?.getAttribute('href')).toContain('errorCode=ERR_EXPORT_EMPTY');
  });

  it('keeps in the URL which chart is shown as a table', async () => {
    await open({ failures: 'table' });
    answer();
    expect(await page.charts()).toBe(1);
    await page.toggle(0);
    expect(navigate).toHaveBeenCalledWith([], jasmine.objectContaining({ queryParams: { throughput: 'table' } }));
    await page.toggle(1);
    expect(navigate).toHaveBeenCalledWith([], jasmine.objectContaining({ queryParams: { failures: null } }));
  });

  it('names the files that the import refused, and how many more there are', async () => {
    await open(tables);
    answer();
    expect(await page.fact('Advisories')).toBe('1,749');
    expect(await page.fact('Newest document')).toBe('1 day ago');
    const refused = await page.refused();
    expect(refused).toContain('3 files refused');
    expect(refused).toContain('acme/advisories/broken.json');
    expect(refused).toContain('2 more are not named here');
  });

  it('says so where nothing was imported, nothing ran and nothing failed', async () => {
    await open();
    const totals = { active: 0, queued: 0, succeeded: 0, failed: 0, cancelled: 0, needsAction: 0, bytes: 0 };
    answer(
      { ...overviewOfDay, totals, duration: null, throughput: [], failures: [] },
      { ...evidence, newestDocumentAt: null, lastImport: null },
    );
    const [runs, failures] = await page.emptyStates();
    expect(runs).toContain('No run in the last 24 hours');
    expect(failures).toContain('No run failed in the last 24 hours');
    expect(await page.fact('Last import')).toBe('Nothing has been imported yet');
    expect((await page.tiles())[5]).toBe('Duration p95: – (no run succeeded)');
  });

  it('renews the numbers after events of runs, without prolonging the session', async () => {
    await open(tables);
    answer();
    await settled();
    fakeStreams().emit('/api/export/events?tenant=acme', { type: 'run.started', data: eventOf(runningRun) });
    fakeStreams().emit('/api/export/events?tenant=acme', { type: 'run.succeeded', data: eventOf(runningRun) });
    await settled();
    await settled();
    const renewed = statistics();
    expect(renewed.request.headers.get('X-Stella-Activity')).toBe('background');
    renewed.flush({ ...overviewOfDay, totals: { ...overviewOfDay.totals, needsAction: 0 } });
    expect(await page.chips()).toEqual(['Healthy']);
  });

  it('leaves the progress of runs alone', async () => {
    await open(tables);
    answer();
    await settled();
    fakeStreams().emit('/api/export/events?tenant=acme', { type: 'run.progress', data: eventOf(runningRun) });
    await settled();
    await settled();
    expect(await page.errors()).toEqual([]);
  });

  it('renews the number of holds after one has changed', async () => {
    await open(tables);
    answer();
    await settled();
    fakeStreams().emit('/evidence/events?tenant=acme', { type: 'hold.changed', data: {} });
    await settled();
    await settled();
    http.expectOne(({ url }) => url === '/evidence/holds').flush(pageOf([], { total: 4 }));
    expect((await page.tiles()).at(-1)).toBe('Legal holds: 4 (active now)');
  });

  it('shows the evidence while the statistics fail, and the other way round', async () => {
    await open(tables);
    statistics().flush(errorEnvelope('ERR_UNAVAILABLE', 'The database is starting.'), { status: 503, statusText: '' });
    http.expectOne('/api/export/sources').flush(evidence);
    http.expectOne(({ url }) => url === '/evidence/holds').flush(pageOf([]));
    expect((await page.errors())[0]).toContain('The statistics could not be loaded');
    expect(await page.fact('Advisories')).toBe('1,749');
    const retrying = page.press('Try again');
    await settled();
    statistics().flush(overviewOfDay);
    await retrying;
    expect(await page.errors()).toEqual([]);
  });

  it('does not show a number of holds that it does not know', async () => {
    await open(tables);
    statistics().flush(overviewOfDay);
    http.expectOne('/api/export/sources').flush(evidence);
    http
      .expectOne(({ url }) => url === '/evidence/holds')
      .flush(errorEnvelope('ERR_UPSTREAM'), { status: 502, statusText: '' });
    expect((await page.tiles()).at(-1)).toBe('Legal holds: – (not known now)');
  });
});
