import { HttpClient } from '@angular/common/http';
import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { ErrorCode } from '../../../server/contracts/errors.ts';
import { Confirmations } from '../shared/ui/confirm/confirmations.ts';
import { fakeLocation, provideConsoleTesting, settled, verifyHttp } from '../testing/console-testing.ts';
import { errorEnvelope } from '../testing/session-fixtures.ts';

describe('sessionEndedInterceptor', () => {
  beforeEach(() => TestBed.configureTestingModule({ providers: provideConsoleTesting() }));
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

  it('offers a fresh sign-in where one is needed, and comes back to the same page', async () => {
    const ask = spyOn(TestBed.inject(Confirmations), 'ask').and.resolveTo(true);
    await callAnsweredWith('ERR_FRESH_AUTH_REQUIRED', 401);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(fakeLocation().leftFor).toBe('/bff/step-up?returnTo=%2Ft%2Facme%2Fruns%3Fstatus%3Dfailed');
  });

  it('stays where the person declines', async () => {
    spyOn(TestBed.inject(Confirmations), 'ask').and.resolveTo(false);
    await callAnsweredWith('ERR_FRESH_AUTH_REQUIRED', 401);
    expect(fakeLocation().leftFor).toBeUndefined();
  });

  it('leaves every other error to who made the call', async () => {
    const ask = spyOn(TestBed.inject(Confirmations), 'ask');
    expect(await callAnsweredWith('ERR_HELD', 409)).toBeDefined();
    expect(ask).not.toHaveBeenCalled();
  });
});
