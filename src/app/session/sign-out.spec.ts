import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { ConfirmDialogHarness } from '../shared/ui/confirm/confirm-dialog.harness.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import { fakeLocation, provideConsoleTesting, settled, signIn, verifyHttp } from '../testing/console-testing.ts';
import { openDialog } from '../testing/open-dialog.ts';
import { errorEnvelope, profileOfAcme } from '../testing/session-fixtures.ts';
import { ConsoleSessionStore } from './console-session.store.ts';
import { Downloads } from './downloads/downloads.ts';
import { FormDrafts } from './form-drafts.ts';
import { SignOut } from './sign-out.ts';

const logoutUrl = 'http://127.0.0.1:4401/session/end';

describe('SignOut', () => {
  let http: HttpTestingController;

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    await signIn();
    await settled();
    http.expectOne('/console/profile').flush(profileOfAcme);
    await settled();
  });

  afterEach(() => {
    TestBed.inject(MatDialog).closeAll();
    verifyHttp();
  });

  async function answerLogout(): Promise<void> {
    await settled();
    http.expectOne({ method: 'POST', url: '/bff/logout' }).flush({ logoutUrl });
    await settled();
  }

  it('signs out at once where nothing is lost by it', async () => {
    const leaving = TestBed.inject(SignOut).ask();
    await answerLogout();
    await leaving;
    expect(fakeLocation().leftFor).toBe(logoutUrl);
  });

  it('names first the downloads that it would cut, and does not sign out of itself', async () => {
    TestBed.inject(Downloads).started('run-1.tar.zst', 1024 ** 3);
    TestBed.inject(Downloads).started('run-2.tar.zst', 1024 ** 3);
    const leaving = TestBed.inject(SignOut).ask();
    const dialog = await openDialog(ConfirmDialogHarness);
    expect(await dialog.text()).toContain(
      '2 downloads that may still be under way are cut: run-1.tar.zst and run-2.tar.zst.',
    );
    await dialog.press('Cancel');
    await leaving;
    http.expectNone('/bff/logout');
  });

  it('says that what was typed is lost, and then drops it', async () => {
    const drafts = TestBed.inject(FormDrafts);
    drafts.keep('holds/new', { name: 'Breach' });
    const leaving = TestBed.inject(SignOut).ask();
    const dialog = await openDialog(ConfirmDialogHarness);
    expect(await dialog.text()).toContain('What you typed into a form and did not send is lost.');
    await dialog.press('Sign out');
    await answerLogout();
    await leaving;
    expect(sessionStorage.length).toBe(0);
  });

  it('keeps what was typed where signing out failed, and says why', async () => {
    const failed = spyOn(TestBed.inject(Notices), 'failed');
    const drafts = TestBed.inject(FormDrafts);
    drafts.keep('holds/new', { name: 'Breach' });
    const leaving = TestBed.inject(SignOut).ask();
    await (await openDialog(ConfirmDialogHarness)).press('Sign out');
    await settled();
    http.expectOne('/bff/logout').flush(errorEnvelope('ERR_UNAVAILABLE'), { status: 503, statusText: '' });
    await leaving;
    expect(failed).toHaveBeenCalledTimes(1);
    expect(drafts.read('holds/new')).toEqual({ name: 'Breach' });
    expect(TestBed.inject(ConsoleSessionStore).state()).toBe('signed-in');
  });

  it('has nothing more to do where the session had ended already', async () => {
    const failed = spyOn(TestBed.inject(Notices), 'failed');
    const leaving = TestBed.inject(SignOut).ask();
    await settled();
    http.expectOne('/bff/logout').flush(errorEnvelope('ERR_UNAUTHENTICATED'), { status: 401, statusText: '' });
    await leaving;
    expect(TestBed.inject(ConsoleSessionStore).state()).toBe('signed-out');
    expect(failed).not.toHaveBeenCalled();
  });

  it('is told to the server once, however often it is pressed', async () => {
    const both = Promise.all([TestBed.inject(SignOut).ask(), TestBed.inject(SignOut).ask()]);
    await answerLogout();
    await both;
  });
});
