import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { scopesOfRole } from '../../../server/contracts/roles.ts';
import { fakeStreams, provideConsoleTesting, settled, signIn, verifyHttp } from '../testing/console-testing.ts';
import { errorEnvelope, profileOfAcme } from '../testing/session-fixtures.ts';
import { HoldsPageComponent } from './holds-page.component.ts';
import { breach, pageOf } from './testing/hold-fixtures.ts';
import { HoldsPageHarness } from './testing/hold.harnesses.ts';

const responder = { ...profileOfAcme, scopes: [...scopesOfRole['incident-responder']] };
const events = '/evidence/events?tenant=acme';

describe('HoldsPageComponent', () => {
  let http: HttpTestingController;
  let page: HoldsPageHarness;

  function listed(): TestRequest {
    return http.expectOne(({ url }) => url === '/evidence/holds');
  }

  async function open(inputs: Record<string, string> = {}, person = responder): Promise<void> {
    const fixture = TestBed.createComponent(HoldsPageComponent);
    for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
    fixture.detectChanges();
    await settled();
    http.match('/console/profile').forEach((request) => request.flush(person));
    page = await manualChangeDetection(() => TestbedHarnessEnvironment.harnessForFixture(fixture, HoldsPageHarness));
  }

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    await signIn();
  });

  afterEach(() => verifyHttp());

  it('says what each hold keeps, why, and until when somebody must look again', async () => {
    await open();
    listed().flush(pageOf(breach));
    const [row] = await page.rows();
    for (const words of [
      'Active',
      'Registry breach',
      'CASE-118',
      'Preserve what names openssl',
      '2 runs',
      '2.0 MiB',
      '2027-02-20',
      'Remy Responder',
    ]) {
      expect(row).toContain(words);
    }
    expect(row).not.toContain('Overdue');
    expect(await page.state()).toBe('1 hold');
  });

  it('marks a review that was missed, but not of a hold that no longer protects', async () => {
    const late = { ...breach, reviewAt: '2026-11-21T23:59:59.999Z' };
    await open();
    listed().flush(pageOf(late, { ...late, holdId: 'hold-old1', state: 'released' }));
    const [active, released] = await page.rows();
    expect(active).toContain('Overdue');
    expect(released).not.toContain('Overdue');
    expect(await page.state()).toBe('2 holds, 1 overdue for review');
  });

  it('hides nothing unless the URL says so', async () => {
    await open();
    const { request } = listed();
    expect(request.params.toString()).toBe('limit=50&sort=-createdAt');
  });

  it('asks for the states of the view, the order and the search of the URL', async () => {
    await open({ view: 'in-force', sort: 'reviewAt', search: 'CASE', cursor: 'c1' });
    const { params } = listed().request;
    expect(params.getAll('state')).toEqual(['placing', 'active', 'release-requested', 'cooling-off']);
    expect([params.get('sort'), params.get('search'), params.get('cursor')]).toEqual(['reviewAt', 'CASE', 'c1']);
  });

  it('opens a hold by its row', async () => {
    await open();
    listed().flush(pageOf(breach));
    const navigate = spyOn(TestBed.inject(Router), 'navigate').and.resolveTo(true);
    await page.openRow(0);
    expect(navigate).toHaveBeenCalledWith(['/t', 'acme', 'holds', 'hold-99nrf2c6']);
  });

  it('offers to place a hold to who may, and says who can to everybody else', async () => {
    await open();
    listed().flush(pageOf());
    expect(await page.actions()).toContain('Place hold');
    expect((await page.emptyStates())[0]).toContain('Place the first hold');
  });

  it('offers nothing to who may not', async () => {
    await open({}, profileOfAcme);
    listed().flush(pageOf());
    expect(await page.actions()).not.toContain('Place hold');
    expect((await page.emptyStates())[0]).toContain('Incident responders and security officers can place one.');
  });

  it('says that a filter hides the holds', async () => {
    await open({ view: 'failed' });
    listed().flush(pageOf());
    expect((await page.emptyStates())[0]).toContain('No hold matches');
  });

  it('tells why the list could not be loaded, and loads it again', async () => {
    await open();
    listed().flush(errorEnvelope('ERR_UPSTREAM'), { status: 502, statusText: '' });
    expect((await page.errors())[0]).toContain('The holds could not be loaded');
    await page.press('Try again');
    listed().flush(pageOf(breach));
    expect(await page.rows()).toHaveSize(1);
  });

  it('names the missing right', async () => {
    await open();
    listed().flush(errorEnvelope('ERR_SCOPE'), { status: 403, statusText: '' });
    expect((await page.emptyStates())[0]).toContain('evidence:read');
  });

  it('follows changes of its rows in the background, and tells of others', async () => {
    await open();
    listed().flush(pageOf(breach));
    await settled();
    fakeStreams().emit(events, {
      type: 'hold.changed',
      data: { holdId: breach.holdId, name: breach.name, state: 'released' },
    });
    await settled();
    const renewed = listed();
    expect(renewed.request.headers.get('X-Stella-Activity')).toBe('background');
    renewed.flush(pageOf({ ...breach, state: 'released' }));
    expect((await page.rows())[0]).toContain('Released');
    fakeStreams().emit(events, { type: 'hold.changed', data: { holdId: 'hold-new1', name: 'Other', state: 'active' } });
    await settled();
    await page.press('1 hold has changed');
    listed().flush(pageOf(breach));
  });
});
