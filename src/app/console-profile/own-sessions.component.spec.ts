import { manualChangeDetection } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { OwnSession } from '../../../server/contracts/bff/own-sessions.ts';
import { FreshActionDialogHarness } from '../session/fresh-action/fresh-action-dialog.harness.ts';
import { FormDrafts } from '../session/form-drafts.ts';
import { SignOut } from '../session/sign-out.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import { fakeClock, fakeLocation, provideConsoleTesting, settled, verifyHttp } from '../testing/console-testing.ts';
import { dialogs, openDialog } from '../testing/open-dialog.ts';
import { errorEnvelope, otherSession, profileOfAcme, thisSession } from '../testing/session-fixtures.ts';
import { signInAs } from '../testing/sign-in-as.ts';
import { OwnSessionsComponent } from './own-sessions.component.ts';
import { OwnSessionsHarness } from './testing/own-sessions.harness.ts';

const third: OwnSession = { ...otherSession, sessionId: 'sess-0000000000000003', label: 'Safari on macOS' };
const end = `End the session ${otherSession.label}`;

describe('OwnSessionsComponent', () => {
  let http: HttpTestingController;
  let page: OwnSessionsHarness;

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    await signInAs('viewer');
  });

  afterEach(() => {
    TestBed.inject(MatDialog).closeAll();
    verifyHttp();
  });

  async function open(): Promise<void> {
    const fixture = TestBed.createComponent(OwnSessionsComponent);
    await settled();
    page = await manualChangeDetection(() => TestbedHarnessEnvironment.harnessForFixture(fixture, OwnSessionsHarness));
  }

  function answer(...items: readonly OwnSession[]): void {
    http.expectOne({ method: 'GET', url: '/bff/sessions' }).flush({ items });
  }

  async function show(...items: readonly OwnSession[]): Promise<void> {
    await open();
    answer(...items);
    await settled();
  }

  /** Presses the button, and the verb in the dialog. */
  async function agree(button: string, verb: string): Promise<void> {
    await page.press(button);
    await (await openDialog(FreshActionDialogHarness)).press(verb);
    await settled();
  }

  it('lists where the person is signed in, since when and until when, and which one this is', async () => {
    await show(thisSession, otherSession);
    const [here, there] = await page.rows();
    expect(here).toContain('Chromium on Linux');
    expect(here).toContain('This session');
    expect(there).not.toContain('This session');
    for (const words of ['Firefox on Windows', '3 hr ago', 'in 10 min', 'in 5 hr', 'sess-0000000000000002'])
      expect(there).toContain(words);
  });

  it('says that there is no other, and offers to end none', async () => {
    await show(thisSession);
    expect(await page.foot()).toBe('You are signed in nowhere else.');
    expect(await page.has('End all others')).toBeFalse();
  });

  it('leaves out those that have ended since they were read', async () => {
    await show(thisSession, otherSession);
    fakeClock().advance(11 * 60);
    expect(await page.rows()).toHaveSize(1);
    expect(await page.has('End all others')).toBeFalse();
  });

  it('ends one after it has said what that does, and reads the list again', async () => {
    const succeeded = spyOn(TestBed.inject(Notices), 'succeeded');
    await show(thisSession, otherSession);
    await page.press(end);
    const dialog = await openDialog(FreshActionDialogHarness);
    expect(await dialog.text()).toContain('End the session “Firefox on Windows, since 07:00 UTC”?');
    expect(await dialog.text()).toContain('its live views stop, and its downloads are cut');
    expect(await dialog.reason()).toBeUndefined();
    http.expectNone({ method: 'DELETE', url: `/bff/sessions/${otherSession.sessionId}` });
    await dialog.press('End session');
    await settled();
    http.expectOne({ method: 'DELETE', url: `/bff/sessions/${otherSession.sessionId}` }).flush(null);
    await settled();
    answer(thisSession);
    expect(await page.rows()).toHaveSize(1);
    expect(succeeded).toHaveBeenCalledOnceWith('The session “Firefox on Windows, since 07:00 UTC” is ended');
  });

  it('ends all others, and says how many there were', async () => {
    const succeeded = spyOn(TestBed.inject(Notices), 'succeeded');
    await show(thisSession, otherSession, third);
    await agree('End all others', 'End 2 sessions');
    http.expectOne({ method: 'DELETE', url: '/bff/sessions' }).flush({ ended: 2 });
    await settled();
    answer(thisSession);
    expect(await page.foot()).toBe('You are signed in nowhere else.');
    expect(succeeded).toHaveBeenCalledOnceWith('2 other sessions are ended');
  });

  it('has what it wanted where the session had ended already', async () => {
    const [succeeded, failed] = [spyOn(TestBed.inject(Notices), 'succeeded'), spyOn(TestBed.inject(Notices), 'failed')];
    await show(thisSession, otherSession);
    await agree(end, 'End session');
    http
      .expectOne({ method: 'DELETE', url: `/bff/sessions/${otherSession.sessionId}` })
      .flush(errorEnvelope('ERR_NOT_FOUND'), { status: 404, statusText: '' });
    await settled();
    answer(thisSession);
    await settled();
    expect(succeeded).toHaveBeenCalledOnceWith('The session had ended already');
    expect(failed).not.toHaveBeenCalled();
  });

  it('says why a session was not ended', async () => {
    const failed = spyOn(TestBed.inject(Notices), 'failed');
    await show(thisSession, otherSession);
    await agree(end, 'End session');
    http
      .expectOne({ method: 'DELETE', url: `/bff/sessions/${otherSession.sessionId}` })
      .flush(errorEnvelope('ERR_UNAVAILABLE'), { status: 503, statusText: '' });
    await settled();
    answer(thisSession, otherSession);
    await settled();
    expect(failed.calls.mostRecent().args[0]).toBe('The session was not ended');
    expect(await page.rows()).toHaveSize(2);
  });

  it('offers a fresh sign-in where one is needed, and asks again after it', async () => {
    fakeClock().advance(180);
    await show(thisSession, otherSession);
    await page.press(end);
    const dialog = await openDialog(FreshActionDialogHarness);
    http.expectOne('/console/profile').flush(profileOfAcme);
    await dialog.press('Sign in again');
    expect(fakeLocation().leftFor).toContain('/bff/step-up');
  });

  for (const [left, heading] of [
    [`profile/sessions/${otherSession.sessionId}/end`, 'End the session “Firefox on Windows'],
    ['profile/sessions/end-others', 'End your other session?'],
  ] as const) {
    it(`asks again for what was left over a sign-in: ${left}`, async () => {
      TestBed.inject(FormDrafts).keep(left, { fields: { reason: '', ticket: '' }, keptAt: fakeClock().now() });
      await show(thisSession, otherSession);
      expect(await (await openDialog(FreshActionDialogHarness)).text()).toContain(heading);
    });
  }

  it('does not ask again where the session is gone', async () => {
    const left = `profile/sessions/${otherSession.sessionId}/end`;
    TestBed.inject(FormDrafts).keep(left, { fields: { reason: '', ticket: '' }, keptAt: fakeClock().now() });
    await show(thisSession, third);
    expect(await dialogs().hasHarness(FreshActionDialogHarness)).toBeFalse();
  });

  it('signs out here by the way that warns first', async () => {
    const ask = spyOn(TestBed.inject(SignOut), 'ask').and.resolveTo();
    await show(thisSession);
    await page.press('Sign out');
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('says why the list is not there, and loads it again on request', async () => {
    await open();
    http.expectOne('/bff/sessions').flush(errorEnvelope('ERR_UNAVAILABLE', 'The database does not answer.'), {
      status: 503,
      statusText: '',
    });
    expect((await page.errors())[0]).toContain('Your sessions could not be loaded');
    await page.press('Try again');
    answer(thisSession);
    expect(await page.rows()).toHaveSize(1);
  });
});
