import { HttpClient } from '@angular/common/http';
import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { ErrorCode } from '../../../server/contracts/errors.ts';
import { provideConsoleTesting, settled, signIn, verifyHttp } from '../testing/console-testing.ts';
import { errorEnvelope, profileOfAcme } from '../testing/session-fixtures.ts';
import { ConsoleSessionStore } from './console-session.store.ts';

describe('sessionEndedInterceptor', () => {
  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    await signIn();
    await settled();
    TestBed.inject(HttpTestingController).expectOne('/console/profile').flush(profileOfAcme);
  });

  afterEach(() => verifyHttp());

  async function callAnsweredWith(code: ErrorCode, status: number): Promise<unknown> {
    const url = '/api/export/runs/run-20261122-01/bundle';
    let failure: unknown;
    TestBed.inject(HttpClient)
      .delete(url)
      .subscribe({ error: (error: unknown) => (failure = error) });
    TestBed.inject(HttpTestingController).expectOne(url).flush(errorEnvelope(code), { status, statusText: '' });
    await settled();
    return failure;
  }

  it('ends the session where a call shows that it is over', async () => {
    expect(await callAnsweredWith('ERR_UNAUTHENTICATED', 401)).toBeDefined();
    expect(TestBed.inject(ConsoleSessionStore).state()).toBe('ended');
  });

  for (const [code, status] of [
    ['ERR_FRESH_AUTH_REQUIRED', 401],
    ['ERR_HELD', 409],
  ] as const) {
    it(`leaves ${code} to who made the call`, async () => {
      expect(await callAnsweredWith(code, status)).toBeDefined();
      expect(TestBed.inject(ConsoleSessionStore).state()).toBe('signed-in');
    });
  }
});
