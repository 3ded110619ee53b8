import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { scopesOfRole } from '../../../server/contracts/roles.ts';
import { OperatorContextService } from '../operator/operator-context.service.ts';
import { ReasonDialog } from '../operator/reason-dialog/reason-dialog.ts';
import { provideConsoleTesting, settled, signIn, verifyHttp } from '../testing/console-testing.ts';
import { errorEnvelope, profileOfAcme } from '../testing/session-fixtures.ts';
import { PlaceHoldPageComponent } from './place-hold-page.component.ts';
import { breach, nothing, preview } from './testing/hold-fixtures.ts';
import { PlaceHoldPageHarness } from './testing/hold.harnesses.ts';

const responder = { ...profileOfAcme, scopes: [...scopesOfRole['incident-responder']] };

describe('PlaceHoldPageComponent', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<PlaceHoldPageComponent>;
  let page: PlaceHoldPageHarness;

  async function open(inputs: Record<string, string> = {}, person = responder): Promise<void> {
    fixture = TestBed.createComponent(PlaceHoldPageComponent);
    for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
    fixture.detectChanges();
    await settled();
    http.match('/console/profile').forEach((request) => request.flush(person));
    page = await manualChangeDetection(() =>
      TestbedHarnessEnvironment.harnessForFixture(fixture, PlaceHoldPageHarness),
    );
  }

  /** The preview's call, which comes once typing has paused. */
  async function previewed(): Promise<TestRequest> {
    for (;;) {
      const [request] = http.match('/evidence/holds/preview');
      if (request) return request;
      await settled();
    }
  }

  async function answerPreview(found = preview): Promise<void> {
    (await previewed()).flush(found);
    await settled();
  }

  function placed(): TestRequest {
    return http.expectOne(({ method, url }) => method === 'POST' && url === '/evidence/holds');
  }

  async function fillAndPlace(): Promise<TestRequest> {
    TestBed.inject(OperatorContextService).set({ reason: 'Breach of the registry', ticket: 'SEC-4' });
    await page.type('Name', 'Registry breach');
    await page.type('Case', 'CASE-118');
    await page.press('Place hold');
    return placed();
  }

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    await signIn();
  });

  afterEach(() => verifyHttp());

  it('asks for nothing before it is said what to keep', async () => {
    await open();
    expect(await page.preview()).toContain('Name what it keeps');
    expect(await page.typed('Review on')).toBe('2027-02-20');
  });

  it('shows at once what a hold of the object that led here would keep', async () => {
    await open({ runId: 'run-20261122-01' });
    expect(await page.typed('Run ids')).toBe('run-20261122-01');
    const request = await previewed();
    expect(request.request.body).toEqual({ scope: { type: 'run', runIds: ['run-20261122-01'] } });
    request.flush(preview);
    await settled();
    expect(await page.preview()).toContain('2 bundles, 2.0 MiB');
    expect(await page.fact('Newly held')).toBe('1');
    expect(await page.fact('Already held')).toBe('1');
    expect(await page.fact('Due soon')).toBe('None within 30 days');
    expect(await page.preview()).toContain('run-20261122-01.tar.zst');
    expect(await page.state()).toBe('It would keep 2 bundles, 2.0 MiB');
  });

  it('prefills bundles and digests, too', async () => {
    await open({ bundleId: 'bndl-7f3a21' });
    expect((await previewed()).request.body).toEqual({ scope: { type: 'bundle', bundleIds: ['bndl-7f3a21'] } });
    fixture.destroy();
    await open({ digest: `sha256:${'ab'.repeat(32)}` });
    expect((await previewed()).request.body).toEqual({
      scope: { type: 'digest', digest: `sha256:${'ab'.repeat(32)}` },
    });
  });

  it('takes ids as people paste them, each once', async () => {
    await open();
    await page.type('Run ids', 'run-20261122-01, run-20261122-02\n\nrun-20261122-01');
    const request = await previewed();
    expect(request.request.body).toEqual({ scope: { type: 'run', runIds: ['run-20261122-01', 'run-20261122-02'] } });
  });

  it('does not let a hold be placed that would hold nothing, and says why', async () => {
    await open({ runId: 'run-20200101-01' });
    expect(await page.actions()).not.toContain('Place hold');
    await answerPreview(nothing);
    expect(await page.preview()).toContain('A hold that holds nothing cannot be placed.');
    expect(await page.actions()).not.toContain('Place hold');
    expect(await page.state()).toBe('Nothing matches: it cannot be placed');
    await page.type('Run ids', 'run-20261122-01');
    await answerPreview();
    expect(await page.actions()).toContain('Place hold');
  });

  it('leaves the decision to the locker when the preview fails', async () => {
    await open({ runId: 'run-20261122-01' });
    (await previewed()).flush(errorEnvelope('ERR_UNAVAILABLE'), { status: 503, statusText: '' });
    await settled();
    expect((await page.errors())[0]).toContain('The preview could not be made');
    expect(await page.actions()).toContain('Place hold');
  });

  it('places the hold with the reason in headers and under a key, then opens it', async () => {
    await open({ runId: 'run-20261122-01' });
    await answerPreview();
    await page.type('Expires on (optional)', '2027-06-30');
    const navigate = spyOn(TestBed.inject(Router), 'navigate').and.resolveTo(true);
    const request = await fillAndPlace();
    expect(request.request.body).toEqual({
      name: 'Registry breach',
      caseId: 'CASE-118',
      scope: { type: 'run', runIds: ['run-20261122-01'] },
      reviewAt: '2027-02-20T23:59:59.999Z',
      expiresAt: '2027-06-30T23:59:59.999Z',
    });
    expect(request.request.headers.get('X-Stella-Operator-Reason')).toBe('Breach of the registry');
    expect(request.request.headers.get('X-Stella-Operator-Ticket')).toBe('SEC-4');
    expect(request.request.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
    request.flush(breach, { status: 201, statusText: '' });
    await settled();
    expect(navigate).toHaveBeenCalledWith(['/t', 'acme', 'holds', 'hold-99nrf2c6']);
    expect(fixture.componentInstance.hasUnsavedChanges()).toBeFalse();
  });

  it('sends nothing, and keeps what was typed, when the person gives no reason', async () => {
    await open({ runId: 'run-20261122-01' });
    await answerPreview();
    spyOn(TestBed.inject(ReasonDialog), 'ask').and.resolveTo(undefined);
    await page.type('Name', 'Registry breach');
    await page.type('Case', 'CASE-118');
    await page.press('Place hold');
    await settled();
    expect(await page.typed('Name')).toBe('Registry breach');
  });

  it('says at each field what is missing', async () => {
    await open();
    await page.type('Review on', '');
    await page.type('Run ids', 'nonsense');
    await page.press('Place hold');
    expect(await page.errorsAt('Name')).toEqual(['Fill this in.']);
    expect(await page.errorsAt('Case')).toEqual(['Fill this in.']);
    expect(await page.errorsAt('Review on')).toEqual(['Choose a day.']);
    expect(await page.errorsAt('Run ids')).toEqual(['Must look like run-20251029-01.']);
  });

  it('shows what the locker refuses, at the field where it names one', async () => {
    await open({ runId: 'run-20261122-01' });
    await answerPreview();
    const details = [{ path: 'reviewAt', message: 'must lie in the future' }];
    (await fillAndPlace()).flush(
      { ...errorEnvelope('ERR_VALIDATION', 'Change the date.'), details },
      { status: 400, statusText: '' },
    );
    await settled();
    expect(await page.errorsAt('Review on')).toEqual(['Must lie in the future.']);
    expect((await page.errors())[0]).toContain('Change the date.');
  });

  it('repeats under the same key when the answer got lost', async () => {
    await open({ runId: 'run-20261122-01' });
    await answerPreview();
    const lost = await fillAndPlace();
    lost.error(new ProgressEvent('error'));
    await settled();
    await page.press('Try again');
    await settled();
    expect(placed().request.headers.get('Idempotency-Key')).toBe(lost.request.headers.get('Idempotency-Key'));
  });

  it('finds the draft again after signing in anew, but not for another object', async () => {
    await open({ runId: 'run-20261122-01' });
    await answerPreview();
    await page.type('Name', 'Registry breach');
    fixture.destroy();
    await open({ runId: 'run-20261122-01' });
    await answerPreview();
    expect(await page.typed('Name')).toBe('Registry breach');
    fixture.destroy();
    await open({ runId: 'run-20261122-02' });
    await answerPreview();
    expect(await page.typed('Name')).toBe('');
  });

  it('says what is missing to who may not place holds', async () => {
    await open({}, profileOfAcme);
    expect((await page.emptyStates())[0]).toContain('evidence:hold');
  });
});
