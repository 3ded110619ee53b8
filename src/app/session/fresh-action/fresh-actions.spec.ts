import { manualChangeDetection } from '@angular/cdk/testing';
import { HttpErrorResponse } from '@angular/common/http';
import { HttpTestingController } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { ErrorCode } from '../../../../server/contracts/errors.ts';
import { OperatorContextService } from '../../operator/operator-context.service.ts';
import {
  fakeClock,
  fakeLocation,
  provideConsoleTesting,
  settled,
  signIn,
  verifyHttp,
} from '../../testing/console-testing.ts';
import { dialogs, openDialog } from '../../testing/open-dialog.ts';
import { errorEnvelope, profileOfAcme } from '../../testing/session-fixtures.ts';
import { ConsoleSessionStore } from '../console-session.store.ts';
import { Downloads } from '../downloads/downloads.ts';
import { FormDrafts } from '../form-drafts.ts';
import type { FreshAction } from './fresh-action.ts';
import { FreshActionDialogHarness } from './fresh-action-dialog.harness.ts';
import { FreshActions } from './fresh-actions.ts';

const deletion: FreshAction = {
  name: 'bundles/run-1/delete',
  needsReason: true,
  heading: 'Delete the bundle of run-1?',
  consequence: '4.2 MiB are deleted for good.',
  verb: 'Delete bundle',
};
const typed = { reason: 'Wrong selectors', ticket: 'INC-42' };
/** The fixtures' sign-in is fresh until three minutes after FakeClock's time. */
const freshSeconds = 180;

describe('FreshActions', () => {
  let http: HttpTestingController;
  const call = jasmine.createSpy<() => Promise<string>>('call');

  beforeEach(async () => {
    call.calls.reset();
    call.and.resolveTo('deleted');
    await begin();
  });

  afterEach(() => {
    TestBed.inject(MatDialog).closeAll();
    verifyHttp();
  });

  async function begin(): Promise<void> {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    await signIn();
    await settled();
    http.expectOne('/console/profile').flush(profileOfAcme);
    await settled();
  }

  /** As a navigation of the whole page does: everything is new but what the browser has kept. */
  async function comeBack(): Promise<void> {
    const kept = Object.entries(sessionStorage) as [string, string][];
    TestBed.resetTestingModule();
    await new Promise((resolve) => setTimeout(resolve));
    // Closing the dialogs, which a navigation does not, has dropped it.
    kept.forEach(([key, value]) => sessionStorage.setItem(key, value));
    await begin();
  }

  function perform(action = deletion): Promise<string | undefined> {
    return TestBed.inject(FreshActions).perform(action, call);
  }

  function resumed(names: readonly string[]): string[] {
    const started: string[] = [];
    TestBed.runInInjectionContext(() =>
      TestBed.inject(FreshActions).resume(
        () => names,
        (name) => started.push(name),
      ),
    );
    TestBed.tick();
    return started;
  }

  /** The sign-in becomes too old; the console asks whether that is still so. */
  async function grownOld(): Promise<void> {
    fakeClock().advance(freshSeconds);
    await settled();
  }

  function answerProfile(): void {
    http.expectOne('/console/profile').flush(profileOfAcme);
  }

  function refusal(code: ErrorCode, status: number): HttpErrorResponse {
    return new HttpErrorResponse({ status, error: errorEnvelope(code) });
  }

  it('states the action, asks why, does it, and keeps nothing', async () => {
    const answer = perform();
    const dialog = await openDialog(FreshActionDialogHarness);
    for (const part of [deletion.heading, deletion.consequence, deletion.verb])
      expect(await dialog.text()).toContain(part);
    expect(await dialog.signInFirst()).toBeUndefined();
    await dialog.explain(typed.reason, typed.ticket);
    expect(call).not.toHaveBeenCalled();
    await dialog.press('Delete bundle');
    expect(await answer).toBe('deleted');
    expect(TestBed.inject(OperatorContextService).current()).toEqual(typed);
    expect(resumed([deletion.name])).toEqual([]);
  });

  it('does nothing without a reason', async () => {
    void perform();
    const dialog = await openDialog(FreshActionDialogHarness);
    await dialog.press('Delete bundle');
    expect(await dialog.errors()).toEqual(['Say why: it is kept with the object and in the timeline.']);
    expect(call).not.toHaveBeenCalled();
  });

  it('begins with the reason of the task', async () => {
    TestBed.inject(OperatorContextService).set(typed);
    void perform();
    expect(await (await openDialog(FreshActionDialogHarness)).reason()).toEqual(typed);
  });

  it('asks no reason where none is needed', async () => {
    const answer = perform({ ...deletion, needsReason: false });
    const dialog = await openDialog(FreshActionDialogHarness);
    expect(await dialog.reason()).toBeUndefined();
    await dialog.press('Delete bundle');
    expect(await answer).toBe('deleted');
    expect(TestBed.inject(OperatorContextService).current()).toBeUndefined();
  });

  it('is declined by closing it, and then keeps nothing', async () => {
    const answer = perform();
    const dialog = await openDialog(FreshActionDialogHarness);
    await dialog.explain(typed.reason);
    await dialog.press('Cancel');
    expect(await answer).toBeUndefined();
    expect(call).not.toHaveBeenCalled();
    expect(resumed([deletion.name])).toEqual([]);
  });

  it('says before anybody types that a fresh sign-in is needed, and leads there', async () => {
    await grownOld();
    void perform();
    const dialog = await openDialog(FreshActionDialogHarness);
    answerProfile();
    expect(await dialog.signInFirst()).toContain('yours was 5 min ago');
    expect(await dialog.reason()).toBeUndefined();
    await dialog.press('Sign in again');
    expect(fakeLocation().leftFor).toContain('/bff/step-up?returnTo=');
    expect(call).not.toHaveBeenCalled();
  });

  it('warns of the downloads that the sign-in cuts', async () => {
    await grownOld();
    TestBed.inject(Downloads).started('run-1.tar.zst', 1024 ** 3);
    void perform();
    const dialog = await openDialog(FreshActionDialogHarness);
    answerProfile();
    expect(await dialog.signInFirst()).toContain('Downloads that are under way are cut.');
  });

  it('learns that another tab has signed in again meanwhile', async () => {
    await grownOld();
    void perform();
    const dialog = await openDialog(FreshActionDialogHarness);
    const [authenticationTime, expiresAt] = [fakeClock().inSeconds(0), fakeClock().inSeconds(300)];
    http
      .expectOne('/console/profile')
      .flush({ ...profileOfAcme, authenticationTime, freshAuth: { active: true, expiresAt } });
    await settled();
    expect(await dialog.signInFirst()).toBeUndefined();
    expect(await dialog.reason()).toEqual({ reason: '', ticket: '' });
  });

  it('says so while it is being filled in, and loses nothing of it', async () => {
    void perform();
    const dialog = await openDialog(FreshActionDialogHarness);
    await dialog.explain(typed.reason, typed.ticket);
    await grownOld();
    expect(await dialog.signInFirst()).toContain('Sign in again first');
    expect(await dialog.reason()).toEqual(typed);
  });

  it('comes back after the sign-in as it was left, and does nothing by itself', async () => {
    void perform();
    const left = await openDialog(FreshActionDialogHarness);
    await left.explain(typed.reason, typed.ticket);
    await grownOld();
    await left.press('Sign in again');

    await comeBack();
    expect(resumed(['bundles/run-2/delete', deletion.name])).toEqual([deletion.name]);
    const answer = perform();
    const dialog = await openDialog(FreshActionDialogHarness);
    expect(await dialog.reason()).toEqual(typed);
    expect(call).not.toHaveBeenCalled();
    await dialog.press('Delete bundle');
    expect(await answer).toBe('deleted');
  });

  it('comes back when the server refuses the sign-in as too old, whatever the clock here says', async () => {
    call.and.rejectWith(refusal('ERR_FRESH_AUTH_REQUIRED', 401));
    void perform();
    const first = await openDialog(FreshActionDialogHarness);
    await first.explain(typed.reason, typed.ticket);
    await manualChangeDetection(() => first.press('Delete bundle'));
    await settled();
    const again = await openDialog(FreshActionDialogHarness);
    answerProfile();
    expect(await again.signInFirst()).toContain('Sign in again first');
    expect(await again.reason()).toEqual(typed);
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('leaves every other refusal to who asked, and keeps nothing', async () => {
    call.and.rejectWith(refusal('ERR_HELD', 409));
    const answer = perform();
    const dialog = await openDialog(FreshActionDialogHarness);
    await dialog.explain(typed.reason);
    await dialog.press('Delete bundle');
    await expectAsync(answer).toBeRejectedWith(jasmine.any(HttpErrorResponse));
    expect(resumed([deletion.name])).toEqual([]);
  });

  it('outlives the session that ended over it', async () => {
    void perform();
    await (await openDialog(FreshActionDialogHarness)).explain(typed.reason, typed.ticket);
    TestBed.inject(ConsoleSessionStore).end();
    TestBed.inject(MatDialog).closeAll();
    await settled();
    await comeBack();
    expect(resumed([deletion.name])).toEqual([deletion.name]);
  });

  it('is forgotten after half an hour', async () => {
    void perform();
    await openDialog(FreshActionDialogHarness);
    await comeBack();
    fakeClock().advance(30 * 60 + 1);
    expect(resumed([deletion.name])).toEqual([]);
    expect(TestBed.inject(FormDrafts).read(deletion.name)).toBeUndefined();
  });

  it('waits for the page to know what it can do, and resumes once', () => {
    const names = signal<readonly string[] | undefined>(undefined);
    const started: string[] = [];
    const [actions, drafts] = [TestBed.inject(FreshActions), TestBed.inject(FormDrafts)];
    drafts.keep(deletion.name, { fields: typed, keptAt: fakeClock().now() });
    TestBed.runInInjectionContext(() => actions.resume(names, (name) => started.push(name)));
    TestBed.tick();
    expect(started).toEqual([]);
    names.set([deletion.name]);
    TestBed.tick();
    names.set(['another', deletion.name]);
    TestBed.tick();
    expect(started).toEqual([deletion.name]);
  });

  it('surprises nobody with what becomes possible only later', () => {
    const names = signal<readonly string[]>([]);
    const started: string[] = [];
    TestBed.inject(FormDrafts).keep(deletion.name, { fields: typed, keptAt: fakeClock().now() });
    TestBed.runInInjectionContext(() => TestBed.inject(FreshActions).resume(names, (name) => started.push(name)));
    TestBed.tick();
    names.set([deletion.name]);
    TestBed.tick();
    expect(started).toEqual([]);
  });

  it('leaves no dialog open where the person said no', async () => {
    void perform();
    await (await openDialog(FreshActionDialogHarness)).press('Cancel');
    expect(await dialogs().hasHarness(FreshActionDialogHarness)).toBeFalse();
  });
});
