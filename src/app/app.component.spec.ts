import { HttpTestingController } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { AppComponent } from './app.component.ts';
import { ConfirmDialogHarness } from './shared/ui/confirm/confirm-dialog.harness.ts';
import { Confirmations } from './shared/ui/confirm/confirmations.ts';
import { fakeLocation, provideConsoleTesting, settled, verifyHttp } from './testing/console-testing.ts';
import { dialogs, openDialog } from './testing/open-dialog.ts';
import { errorEnvelope } from './testing/session-fixtures.ts';
import { ConsoleSessionStore } from './session/console-session.store.ts';

describe('AppComponent', () => {
  let fixture: ComponentFixture<AppComponent>;
  let http: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    fixture = TestBed.createComponent(AppComponent);
    fixture.detectChanges();
  });

  afterEach(() => verifyHttp());

  const page = (): HTMLElement => fixture.nativeElement as HTMLElement;
  const button = (label: string): HTMLButtonElement =>
    [...page().querySelectorAll('button')].find(({ textContent }) => textContent.trim() === label)!;

  async function answerSession(body: object, init?: { status: number; statusText: string }): Promise<void> {
    http.expectOne('/bff/session').flush(body, init);
    await settled();
    await fixture.whenStable();
  }

  it('shows the shape of the console until it knows who is there', async () => {
    expect(page().querySelector('[aria-busy="true"]')).not.toBeNull();
    await answerSession({ authenticated: false });
  });

  it('offers to sign in, and back to the page that was asked for', async () => {
    await answerSession({ authenticated: false });
    expect(page().querySelector('h1')?.textContent).toBe('Stella Console');
    button('Sign in').click();
    expect(fakeLocation().leftFor).toBe('/bff/login?returnTo=%2Ft%2Facme%2Fruns%3Fstatus%3Dfailed');
  });

  it('says why it could not start, and tries again', async () => {
    await answerSession(errorEnvelope('ERR_UNAVAILABLE', 'The session store cannot be reached.'), {
      status: 503,
      statusText: '',
    });
    expect(page().textContent).toContain('The session store cannot be reached.');
    button('Try again').click();
    await answerSession({ authenticated: false });
    expect(button('Sign in')).toBeDefined();
  });

  it('says that the session has ended, and closes the dialogs that stood beside its page', async () => {
    http.expectOne('/bff/session').flush({
      authenticated: true,
      subject: 'u',
      displayName: 'Ada',
      idleExpiresAt: '2026-11-22T10:15:00.000Z',
      absoluteExpiresAt: '2026-11-22T18:00:00.000Z',
      authTime: '2026-11-22T09:58:00.000Z',
    });
    await settled();
    http.expectOne('/console/tenants').flush({ tenants: [], selectedTenant: null });
    await settled();
    void TestBed.inject(Confirmations).ask({ heading: 'Delete it?', consequence: 'It is gone.', verb: 'Delete' });
    await openDialog(ConfirmDialogHarness);
    TestBed.inject(ConsoleSessionStore).end();
    await settled();
    expect(await dialogs().hasHarness(ConfirmDialogHarness)).toBeFalse();
    expect(page().querySelector('[role="alert"]')?.textContent).toContain('Your session has ended');
  });
});
