import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import type { Role } from '../../../server/contracts/roles.ts';
import { REFRESH_PACE } from '../shared/util/refresh-pace.ts';
import { fakeStreams, provideConsoleTesting, settled, verifyHttp } from '../testing/console-testing.ts';
import { damaged, eventOf, pageOf, registeredBundle, succeededRun } from '../testing/run-fixtures.ts';
import { errorEnvelope } from '../testing/session-fixtures.ts';
import { signInAs } from '../testing/sign-in-as.ts';
import { BundlesPageComponent } from './bundles-page.component.ts';
import { BundlesPageHarness } from './testing/bundles-page.harness.ts';

describe('BundlesPageComponent', () => {
  const held = [{ holdId: 'hold-1234', name: 'Northwind v. Acme' }];
  let http: HttpTestingController;
  let page: BundlesPageHarness;
  let navigate: jasmine.Spy;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [...provideConsoleTesting(), { provide: REFRESH_PACE, useValue: 0 }],
    });
    http = TestBed.inject(HttpTestingController);
    navigate = spyOn(TestBed.inject(Router), 'navigate').and.resolveTo(true);
  });

  afterEach(() => verifyHttp());

  async function open(query: Readonly<Record<string, string>> = {}, role: Role = 'operator'): Promise<void> {
    await signInAs(role);
    const fixture = TestBed.createComponent(BundlesPageComponent);
    for (const [name, value] of Object.entries(query)) fixture.componentRef.setInput(name, value);
    await settled();
    page = await manualChangeDetection(() => TestbedHarnessEnvironment.harnessForFixture(fixture, BundlesPageHarness));
  }

  const runs = (): TestRequest => http.expectOne(({ url }) => url === '/api/export/runs');
  const registered = (): TestRequest => http.expectOne(({ url }) => url === '/evidence/bundles');

  it('asks for runs that have their bundle, and for the holds of those', async () => {
    await open({ search: 'nightly', cursor: 'abc' });
    const list = runs();
    expect(list.request.params.get('bundle')).toBe('present');
    expect(list.request.params.get('search')).toBe('nightly');
    expect(list.request.params.get('cursor')).toBe('abc');
    list.flush(pageOf([succeededRun]));
    await settled();
    const holds = registered();
    expect(holds.request.params.getAll('runId')).toEqual([succeededRun.runId]);
    holds.flush(pageOf([registeredBundle(succeededRun)]));
  });

  it('shows each bundle with its verdict and what holds it', async () => {
    await open();
    runs().flush(pageOf([succeededRun, { ...succeededRun, runId: 'run-20261122-09', verification: damaged }]));
    await settled();
    registered().flush(pageOf([registeredBundle(succeededRun, held)]));
    const [first, second] = await page.rows();
    expect(first).toContain('652.1 KiB');
    expect(first).toContain('Passed');
    expect(first).toContain('Northwind v. Acme');
    expect(first).toContain('no longer held');
    expect(second).toContain('Failed');
    expect(await page.state()).toBe('2 bundles, 1 held on this page');
  });

  it('does not claim that a bundle is free while the locker does not answer', async () => {
    await open();
    runs().flush(pageOf([succeededRun]));
    await settled();
    registered().flush(errorEnvelope('ERR_UPSTREAM'), { status: 502, statusText: '' });
    expect((await page.rows())[0]).toContain('Not known');
  });

  it('offers the download to those who may, by a link that names the tenant', async () => {
    await open();
    runs().flush(pageOf([succeededRun]));
    await settled();
    registered().flush(pageOf([]));
    expect(await page.target('Download run-20261122-01.tar.zst')).toBe(
      '/api/export/runs/run-20261122-01/bundle?tenant=acme',
    );
  });

  it('offers no download to a viewer', async () => {
    await open({}, 'viewer');
    runs().flush(pageOf([succeededRun]));
    await settled();
    registered().flush(pageOf([]));
    expect(await page.has('Download run-20261122-01.tar.zst')).toBeFalse();
  });

  it('opens the bundle of a row', async () => {
    await open();
    runs().flush(pageOf([succeededRun]));
    await settled();
    registered().flush(pageOf([]));
    await page.openRow(0);
    expect(navigate).toHaveBeenCalledOnceWith(['/t', 'acme', 'bundles', succeededRun.runId]);
  });

  it('says where bundles come from when there is none', async () => {
    await open();
    runs().flush(pageOf([]));
    expect((await page.emptyStates())[0]).toContain('No bundle is kept');
  });

  it('offers all bundles when a search finds none', async () => {
    await open({ search: 'nightly' });
    runs().flush(pageOf([]));
    expect(await page.has('Show all bundles')).toBeTrue();
  });

  it('renews itself after a hold was placed, without prolonging the session', async () => {
    await open();
    runs().flush(pageOf([succeededRun]));
    await settled();
    registered().flush(pageOf([registeredBundle(succeededRun)]));
    await settled();
    fakeStreams().emit('/evidence/events?tenant=acme', { type: 'hold.changed', data: { holdId: 'hold-1234' } });
    await settled();
    await settled();
    runs().flush(pageOf([succeededRun]));
    const renewed = registered();
    expect(renewed.request.headers.get('X-Stella-Activity')).toBe('background');
    renewed.flush(pageOf([registeredBundle(succeededRun, held)]));
    expect((await page.rows())[0]).toContain('Northwind v. Acme');
  });

  it('leaves the progress of runs alone', async () => {
    await open();
    runs().flush(pageOf([]));
    await settled();
    fakeStreams().emit('/api/export/events?tenant=acme', { type: 'run.progress', data: eventOf(succeededRun) });
    await settled();
    await settled();
    expect(await page.errors()).toEqual([]);
  });

  it('says why the list is not there', async () => {
    await open();
    runs().flush(errorEnvelope('ERR_UNAVAILABLE', 'The Export Center is starting.'), { status: 503, statusText: '' });
    expect((await page.errors())[0]).toContain('The Export Center is starting.');
  });
});
