import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { fakeClock, provideConsoleTesting, settled, signIn, verifyHttp } from '../testing/console-testing.ts';
import { profileOfAcme, signedIn } from '../testing/session-fixtures.ts';
import { ConsoleSessionStore } from './console-session.store.ts';
import { SessionDeadline } from './session-deadline.ts';

describe('SessionDeadline', () => {
  let deadline: SessionDeadline;
  let http: HttpTestingController;

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    http = TestBed.inject(HttpTestingController);
    deadline = TestBed.inject(SessionDeadline);
    await signIn();
    await settled();
    http.expectOne('/console/profile').flush(profileOfAcme);
  });

  afterEach(() => verifyHttp());

  it('is not near while the session has more than two minutes', async () => {
    fakeClock().advance(15 * 60 - 121);
    await settled();
    expect(deadline.isNear()).toBeFalse();
    expect(deadline.secondsLeft()).toBe(121);
  });

  it('asks the server before it warns, because another tab may have prolonged the session', async () => {
    fakeClock().advance(15 * 60 - 120);
    await settled();
    http.expectOne('/bff/session').flush({ ...signedIn, idleExpiresAt: fakeClock().inSeconds(15 * 60) });
    await settled();
    expect(deadline.isNear()).toBeFalse();
  });

  it('asks every 20 seconds near the end, and sees the session end', async () => {
    fakeClock().advance(15 * 60 - 100);
    await settled();
    http.expectOne('/bff/session').flush(signedIn);
    await settled();
    expect(deadline.isNear()).toBeTrue();

    fakeClock().advance(5);
    await settled();
    fakeClock().advance(20);
    await settled();
    http.expectOne('/bff/session').flush({ authenticated: false });
    await settled();
    expect(TestBed.inject(ConsoleSessionStore).state()).toBe('ended');
    expect(deadline.isNear()).toBeFalse();
  });

  it('offers to extend, but not beyond the greatest length', async () => {
    expect(deadline.canExtend()).toBeTrue();
    const extending = TestBed.inject(ConsoleSessionStore).extend();
    http
      .expectOne({ method: 'POST', url: '/bff/session/extend' })
      .flush({ ...signedIn, idleExpiresAt: '2026-11-22T18:00:00.000Z' });
    await extending;
    expect(deadline.canExtend()).toBeFalse();
  });
});
