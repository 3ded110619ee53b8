import { HttpClient } from '@angular/common/http';
import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { provideConsoleTesting, settled, signIn, verifyHttp } from '../testing/console-testing.ts';
import { openDialog } from '../testing/open-dialog.ts';
import { profileOfAcme } from '../testing/session-fixtures.ts';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { asOperator } from './operator-action.ts';
import { OperatorContextService } from './operator-context.service.ts';
import { ReasonDialogHarness } from './reason-dialog/reason-dialog.harness.ts';

const url = '/api/export/runs/run-20261122-01/cancel';

describe('OperatorMetadataInterceptor', () => {
  let http: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    TestBed.inject(MatDialog).closeAll();
    verifyHttp();
  });

  function cancelRun(): { answered: boolean; completed: boolean } {
    const outcome = { answered: false, completed: false };
    TestBed.inject(HttpClient)
      .post(url, null, { context: asOperator('Cancel run run-20261122-01') })
      .subscribe({ next: () => (outcome.answered = true), complete: () => (outcome.completed = true) });
    return outcome;
  }

  function dialog(): Promise<ReasonDialogHarness> {
    return openDialog(ReasonDialogHarness);
  }

  it('sends reason and ticket with an operator action', () => {
    TestBed.inject(OperatorContextService).set({ reason: 'Überprüfung №1', ticket: 'INC-42' });
    cancelRun();
    const { request } = http.expectOne(url);
    expect(request.headers.get('X-Stella-Operator-Reason')).toBe("UTF-8''%C3%9Cberpr%C3%BCfung%20%E2%84%961");
    expect(request.headers.get('X-Stella-Operator-Ticket')).toBe('INC-42');
  });

  it('sends no ticket header where there is no ticket', () => {
    TestBed.inject(OperatorContextService).set({ reason: 'Key rotation' });
    cancelRun();
    expect(http.expectOne(url).request.headers.has('X-Stella-Operator-Ticket')).toBeFalse();
  });

  it('adds nothing to any other request, even while a reason is set', () => {
    TestBed.inject(OperatorContextService).set({ reason: 'Key rotation' });
    TestBed.inject(HttpClient).post('/api/export/runs', {}).subscribe();
    expect(http.expectOne('/api/export/runs').request.headers.has('X-Stella-Operator-Reason')).toBeFalse();
  });

  it('asks once for a task, then sends and remembers', async () => {
    const outcome = cancelRun();
    const asking = await dialog();
    expect(await asking.action()).toBe('Cancel run run-20261122-01');
    http.expectNone(url);
    await asking.explain('Wrong selectors', 'INC-42');
    await settled();
    const first = http.expectOne(url);
    expect(first.request.headers.get('X-Stella-Operator-Reason')).toBe('Wrong selectors');
    first.flush({});
    expect(outcome.answered).toBeTrue();

    cancelRun();
    expect(http.expectOne(url).request.headers.get('X-Stella-Operator-Ticket')).toBe('INC-42');
  });

  it('does not go on without a reason', async () => {
    cancelRun();
    const asking = await dialog();
    await asking.explain('   ');
    expect(await asking.errors()).toEqual(['Say why: it is kept with the object and in the timeline.']);
    http.expectNone(url);
  });

  it('finds again what was typed when the session ended over the question', async () => {
    await signIn();
    await settled();
    http.expectOne('/console/profile').flush(profileOfAcme);
    cancelRun();
    await (await dialog()).type('Wrong selectors', 'INC-42');
    TestBed.inject(ConsoleSessionStore).end();
    TestBed.inject(MatDialog).closeAll();
    await settled();

    TestBed.resetTestingModule();
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    await signIn();
    await settled();
    http.expectOne('/console/profile').flush(profileOfAcme);
    cancelRun();
    expect(await (await dialog()).typed()).toEqual({ reason: 'Wrong selectors', ticket: 'INC-42' });
    await (await dialog()).cancel();
    await settled();
    cancelRun();
    expect(await (await dialog()).typed()).toEqual({ reason: '', ticket: '' });
  });

  it('cancels the request with the dialog', async () => {
    const outcome = cancelRun();
    await (await dialog()).cancel();
    await settled();
    expect(outcome).toEqual({ answered: false, completed: true });
    expect(TestBed.inject(OperatorContextService).current()).toBeUndefined();
    http.expectNone(url);
  });
});
