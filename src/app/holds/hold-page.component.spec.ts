import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { Hold } from '../../../server/contracts/evidence-locker/hold.ts';
import { fakeStreams, provideConsoleTesting, settled, signIn, verifyHttp } from '../testing/console-testing.ts';
import { errorEnvelope, profileOfAcme } from '../testing/session-fixtures.ts';
import { HoldPageComponent } from './hold-page.component.ts';
import { breach, bundle, pageOf } from './testing/hold-fixtures.ts';
import { HoldPageHarness } from './testing/hold.harnesses.ts';

describe('HoldPageComponent', () => {
  let http: HttpTestingController;
  let page: HoldPageHarness;

  function read(): TestRequest {
    return http.expectOne('/evidence/holds/hold-99nrf2c6');
  }

  function bundles(): TestRequest {
    return http.expectOne(({ url }) => url === '/evidence/bundles');
  }

  async function open(hold: Hold = breach): Promise<void> {
    const fixture = TestBed.createComponent(HoldPageComponent);
    fixture.componentRef.setInput('holdId', hold.holdId);
    fixture.detectChanges();
    await settled();
    http.match('/console/profile').forEach((request) => request.flush(profileOfAcme));
    read().flush(hold);
    await settled();
    page = await manualChangeDetection(() => TestbedHarnessEnvironment.harnessForFixture(fixture, HoldPageHarness));
  }

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    await signIn();
  });

  afterEach(() => verifyHttp());

  it('says what is kept, by whom and why', async () => {
    await open();
    bundles().flush(pageOf(bundle));
    expect(await page.heading()).toBe('Registry breach');
    expect(await page.state()).toContain('In force');
    expect(await page.fact('Case')).toBe('CASE-118');
    expect(await page.fact('Reason')).toContain('SEC-4');
    expect(await page.fact('Placed')).toBe('5 min ago by Remy Responder');
    expect(await page.fact('Review')).toContain('2027-02-20 UTC');
    expect(await page.fact('Expires')).toBe('Never by itself');
    expect(await page.fact('Keeps now')).toBe('2 bundles, 2.0 MiB');
    expect(await page.gone()).toBeUndefined();
  });

  it('lists the bundles of its runs', async () => {
    await open();
    const request = bundles();
    expect(request.request.params.getAll('runId')).toEqual(['run-20261122-01', 'run-20261122-02']);
    request.flush(pageOf(bundle));
    expect((await page.rows())[0]).toContain('run-20261122-01.tar.zst');
  });

  it('asks by digest for a hold on a digest', async () => {
    await open({ ...breach, scope: { type: 'digest', digest: bundle.digest } });
    const request = bundles();
    expect(request.request.params.get('digest')).toBe(bundle.digest);
    request.flush(pageOf());
    expect((await page.emptyStates())[0]).toContain('No bundle of its scope is left');
  });

  it('reads bundles that are held by id one by one, and leaves out what is gone', async () => {
    await open({ ...breach, scope: { type: 'bundle', bundleIds: ['bndl-7f3a21', 'bndl-gone1'] } });
    http.expectOne('/evidence/bundles/bndl-7f3a21').flush(bundle);
    http
      .expectOne('/evidence/bundles/bndl-gone1')
      .flush({ ...bundle, bundleId: 'bndl-gone1', prunedAt: '2026-11-21T00:00:00.000Z' });
    expect(await page.rows()).toHaveSize(1);
  });

  it('says plainly what had gone before the hold took effect', async () => {
    const alreadyGone = [
      { bundleId: 'bndl-gone1', fileName: 'run-20261101-01.tar.zst', prunedAt: '2026-11-21T10:00:00.000Z' },
    ];
    await open({ ...breach, alreadyGone });
    bundles().flush(pageOf(bundle));
    expect(await page.gone()).toContain(
      '1 bundle of its scope had been deleted before the hold took effect. It is not protected.',
    );
    expect(await page.gone()).toContain('run-20261101-01.tar.zst');
  });

  it('says of a failed hold that it protects nothing', async () => {
    await open({ ...breach, state: 'failed' });
    bundles().flush(pageOf());
    expect(await page.state()).toContain('it protects nothing');
  });

  it('shows the hold even when its bundles cannot be loaded', async () => {
    await open();
    bundles().flush(errorEnvelope('ERR_UNAVAILABLE'), { status: 503, statusText: '' });
    expect(await page.fact('Case')).toBe('CASE-118');
    expect((await page.errors())[0]).toContain('The bundles could not be loaded');
  });

  it('follows the hold as it changes, and no other', async () => {
    await open();
    bundles().flush(pageOf(bundle));
    fakeStreams().emit('/evidence/events?tenant=acme', {
      type: 'hold.changed',
      data: { holdId: 'hold-other', state: 'released' },
    });
    await settled();
    fakeStreams().emit('/evidence/events?tenant=acme', {
      type: 'hold.changed',
      data: { holdId: breach.holdId, state: 'released' },
    });
    await settled();
    read().flush({ ...breach, state: 'released' });
    await settled();
    bundles().flush(pageOf(bundle));
    expect(await page.state()).toContain('Not in force');
  });
});
