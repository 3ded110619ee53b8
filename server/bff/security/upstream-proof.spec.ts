import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, type JWK } from 'jose';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import type { Arrival, EchoUpstream } from '../testing/echo-upstream.ts';

const tenant = { 'X-Stella-Tenant': 'acme' };

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

/** The proof of a call, and the token that it belongs to. */
function proofOf({ headers }: Arrival) {
  const proof = String(headers['dpop']);
  const token = String(headers.authorization).replace('DPoP ', '');
  return { claims: decodeJwt(proof), key: decodeProtectedHeader(proof).jwk as JWK, token };
}

// Goal 20
describe('The proof of a call', () => {
  let bff: BffUnderTest;
  let upstream: EchoUpstream;
  let browser: Browser;

  beforeAll(async () => {
    bff = await startBffUnderTest();
    ({ upstream } = bff);
    browser = await bff.signedIn();
  }, startTimeoutMs);
  beforeEach(() => upstream.reset());
  afterAll(() => bff.close());

  const call = (path = '/api/export/runs') => browser.call(path, { headers: tenant });

  /** Asks for a nonce, named after `purpose`, until the `nth` call, which it answers. */
  function answerAfter(nth: number, purpose: string): void {
    let count = 0;
    upstream.answer((_request, response) => {
      count += 1;
      const challenge = { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': `${purpose}-${count}` };
      if (count === nth) response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
      else response.writeHead(401, challenge).end();
    });
  }
  const noncesSeen = () => upstream.arrivals.map((arrival) => proofOf(arrival).claims['nonce']);

  it('is of the address without query, of the method and of the token', async () => {
    await call('/api/export/runs?status=failed');
    await browser.call('/evidence/holds/preview', { method: 'POST', headers: tenant });
    const expected = [
      ['/api/export/runs', 'GET', 'urn:stellaops:export-center'],
      ['/evidence/holds/preview', 'POST', 'urn:stellaops:evidence-locker'],
    ] as const;
    for (const [index, [path, method, audience]] of expected.entries()) {
      const arrival = upstream.arrivals[index];
      if (!arrival) throw new Error(`${path} did not arrive`);
      const { claims, key, token } = proofOf(arrival);
      expect(claims['htu']).toBe(`${upstream.url}${path}`);
      expect(claims['htm']).toBe(method);
      expect(claims['ath']).toBe(sha256(token));
      expect(Math.abs(Number(claims.iat) - Date.now() / 1000)).toBeLessThan(60);
      expect(decodeJwt(token)['cnf']).toEqual({ jkt: await calculateJwkThumbprint(key) });
      expect(decodeJwt(token)['aud']).toBe(audience);
      expect(key['d']).toBeUndefined();
    }
  });

  it('is never the same, however many calls run at a time', async () => {
    await Promise.all(Array.from({ length: 200 }, () => call()));
    expect(new Set(upstream.arrivals.map((arrival) => proofOf(arrival).claims.jti)).size).toBe(200);
  });

  it('is of the session’s own key', async () => {
    const other = await bff.signedIn();
    await call();
    await other.call('/api/export/runs', { headers: tenant });
    const [mine, theirs] = upstream.arrivals.map((arrival) => proofOf(arrival).key);
    expect(mine?.x).not.toBe(theirs?.x);
  });

  it('takes a nonce that is asked for, tries once more, and keeps the newest', async () => {
    answerAfter(2, 'once');
    expect((await call()).status).toBe(200);
    expect(noncesSeen().slice(1)).toEqual(['once-1']);
    expect(new Set(upstream.arrivals.map((arrival) => proofOf(arrival).claims.jti)).size).toBe(2);
    upstream.reset();
    upstream.answer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'DPoP-Nonce': 'newer' }).end('{}');
    });
    await call();
    await call();
    expect(noncesSeen()).toEqual(['once-1', 'newer']);
  });

  it('keeps the nonces of the services apart', async () => {
    const locker = await startBffUnderTest({ settings: { exportCenterUrl: upstream.url } });
    const there = await locker.signedIn();
    upstream.answer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'DPoP-Nonce': 'of-the-export-center' }).end('{}');
    });
    await there.call('/api/export/runs', { headers: tenant });
    await there.call('/evidence/bundles', { headers: tenant });
    const [arrival] = locker.upstream.arrivals;
    expect(arrival && proofOf(arrival).claims['nonce']).toBeUndefined();
    await locker.close();
  });

  it('never goes round in circles over a nonce', async () => {
    answerAfter(Infinity, 'circle');
    expect((await call()).status).toBe(502);
    expect(upstream.arrivals).toHaveSize(2);
  });

  it('is not made again for a call with a body, which is never sent twice', async () => {
    answerAfter(Infinity, 'body');
    for (const framing of [{ 'Content-Length': 2 }, { 'Transfer-Encoding': 'chunked' }]) {
      const headers = { ...tenant, 'Content-Type': 'application/json', ...framing };
      const answer = await browser.call('/api/export/runs', { method: 'POST', headers, body: '{}' });
      expect(answer.json()['code']).toBe('ERR_UPSTREAM');
    }
    expect(upstream.arrivals.map(({ body }) => body)).toEqual(['{}', '{}']);
    // The nonce was learned all the same.
    expect(noncesSeen()[1]).toBe('body-1');
  });
});

describe('A token that a service does not take', () => {
  let bff: BffUnderTest;
  let browser: Browser;

  beforeAll(async () => {
    bff = await startBffUnderTest();
  }, startTimeoutMs);
  beforeEach(async () => {
    bff.provider.behave();
    browser = await bff.signedIn();
    bff.provider.behave();
    bff.upstream.reset();
  });
  afterAll(() => bff.close());

  const call = (method = 'GET') => browser.call('/api/export/runs', { method, headers: tenant });
  const refreshes = () => bff.provider.tokenRequests.filter((fields) => fields.get('grant_type') === 'refresh_token');

  /** Takes no token that it has seen before now. */
  function refuseOldTokens(): void {
    let first: string | undefined;
    bff.upstream.answer((_request, response, { headers }) => {
      first ??= headers.authorization;
      if (headers.authorization === first) {
        response.writeHead(401, { 'WWW-Authenticate': 'DPoP error="invalid_token"' }).end();
      } else response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
  }

  it('is renewed once for all that wait, and the calls go on', async () => {
    bff.advance(61);
    refuseOldTokens();
    const answers = await Promise.all(Array.from({ length: 10 }, () => call()));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(refreshes()).toHaveSize(1);
    expect((await call()).status).toBe(200);
    expect(refreshes()).toHaveSize(1);
  });

  it('is not renewed again and again by a service that takes none', async () => {
    bff.advance(61);
    bff.upstream.answer((_request, response) =>
      response.writeHead(401, { 'WWW-Authenticate': 'DPoP error="invalid_token"' }).end(),
    );
    for (let count = 0; count < 5; count++) expect((await call()).json()['code']).toBe('ERR_UPSTREAM');
    expect(refreshes()).toHaveSize(1);
    expect(bff.upstream.arrivals).toHaveSize(6);
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
  });

  it('does not let a body be sent twice', async () => {
    bff.advance(61);
    refuseOldTokens();
    const headers = { ...tenant, 'Content-Type': 'application/json', 'Content-Length': 2 };
    const answer = await browser.call('/api/export/runs', { method: 'POST', headers, body: '{}' });
    expect(answer.json()['code']).toBe('ERR_UPSTREAM');
    expect(bff.upstream.arrivals).toHaveSize(1);
  });

  it('ends the session where the provider has signed the person out', async () => {
    bff.advance(61);
    refuseOldTokens();
    bff.provider.misbehaviour.refreshError = { status: 400, error: 'invalid_grant' };
    const answer = await call();
    expect([answer.status, answer.json()['code']]).toEqual([401, 'ERR_UNAUTHENTICATED']);
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeFalse();
  });

  it('signs nobody out while the provider is away', async () => {
    bff.advance(61);
    refuseOldTokens();
    bff.provider.misbehaviour.refreshError = { status: 503, error: 'temporarily_unavailable' };
    expect((await call()).json()['code']).toBe('ERR_UNAVAILABLE');
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
  });

  it('is nothing that the person could mend: without a reason too it is 502', async () => {
    bff.upstream.answer((_request, response) => response.writeHead(401).end());
    expect((await call()).json()['code']).toBe('ERR_UPSTREAM');
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
  });

  it('is the person’s to mend where a fresh sign-in is asked for', async () => {
    const challenge = 'DPoP error="insufficient_user_authentication", max_age="300"';
    bff.upstream.answer((_request, response) => {
      response.writeHead(401, { 'WWW-Authenticate': challenge, 'Content-Type': 'application/json' });
      response.end('{"code":"ERR_FRESH_AUTH_REQUIRED"}');
    });
    const answer = await call('POST');
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, challenge]);
  });
});
