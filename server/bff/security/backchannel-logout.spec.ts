import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { FakeProvider } from '../testing/fake-provider.ts';
import { send, type Answer } from '../testing/send.ts';

type Claims = Record<string, unknown>;
type Header = Record<string, string | undefined>;

const form = 'application/x-www-form-urlencoded';
const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const nowSeconds = () => Math.floor(Date.now() / 1000);

// Goal 11
describe('Being signed out by the provider', () => {
  let bff: BffUnderTest;
  let provider: FakeProvider;

  beforeAll(async () => {
    bff = await startBffUnderTest();
    ({ provider } = bff);
    // Whatever it announces: it is for us to know what is safe.
    provider.misbehaviour.discovery = { id_token_signing_alg_values_supported: ['ES256', 'RS256', 'HS256', 'none'] };
    await bff.browser().visitProvider('/bff/login');
  }, startTimeoutMs);
  beforeEach(() => provider.behave());
  afterAll(() => bff.close());

  let count = 0;

  function claims(over: Claims = {}): Claims {
    const iat = nowSeconds();
    return {
      iss: provider.url,
      aud: 'stella-console',
      iat,
      exp: iat + 120,
      jti: `jti-${count++}`,
      events: event,
      sid: 'sid-1',
      ...over,
    };
  }

  /** Times in seconds from now: a list is made long before its specs run. */
  type Deviation = Claims | ((now: number) => Claims);

  const deviating = (over: Deviation) => claims(typeof over === 'function' ? over(nowSeconds()) : over);

  /** As the provider sends it: no cookie, no header of ours, no Fetch Metadata. */
  function post(body: string, type = form, instance = bff.origin): Promise<Answer> {
    const headers = { Host: new URL(bff.origin).host, 'Content-Type': type, 'Content-Length': body.length };
    return send(instance, '/bff/backchannel-logout', { method: 'POST', headers, body });
  }

  const tell = (token: string, instance?: string) =>
    post(new URLSearchParams({ logout_token: token }).toString(), undefined, instance);

  async function isSignedInAfter(token: () => Promise<string>): Promise<{ status: number; authenticated: unknown }> {
    const browser = await bff.signedIn();
    const { status } = await tell(await token());
    return { status, authenticated: (await browser.call('/bff/session')).json()['authenticated'] };
  }

  it('ends the sessions that a logout token names', async () => {
    for (const named of [{ sub: undefined }, { sid: undefined, sub: 'ada' }, { sub: 'ada' }]) {
      const result = await isSignedInAfter(() => provider.signLogoutToken(claims(named)));
      expect(result).withContext(JSON.stringify(named)).toEqual({ status: 200, authenticated: false });
    }
    expect((await bff.audit()).at(-1)).toBe('session.ended:signed-out-at-provider');
  });

  it('ends all of a person, and those of nobody else', async () => {
    const browsers = [await bff.signedIn(), await bff.signedIn()];
    provider.person = { ...provider.person, subject: 'eve', sid: 'sid-2' };
    const other = await bff.signedIn();
    expect((await tell(await provider.signLogoutToken(claims({ sid: undefined, sub: 'ada' })))).status).toBe(200);
    const authenticated = await Promise.all(
      [...browsers, other].map(async (browser) => (await browser.call('/bff/session')).json()['authenticated']),
    );
    expect(authenticated).toEqual([false, false, true]);
  });

  it('does not touch sessions that it does not name', async () => {
    for (const named of [
      { sid: 'sid-2' },
      { sid: undefined, sub: 'eve' },
      { sub: 'eve' },
      { sid: 'sid-2', sub: 'ada' },
    ]) {
      const result = await isSignedInAfter(() => provider.signLogoutToken(claims(named)));
      expect(result).withContext(JSON.stringify(named)).toEqual({ status: 200, authenticated: true });
    }
  });

  it('is not a reason to tell the provider what it knows', async () => {
    await isSignedInAfter(() => provider.signLogoutToken(claims()));
    const leaving = await bff.signedIn();
    await leaving.call('/bff/logout', { method: 'POST' });
    await provider.whenRevoked();
    expect(provider.revoked).toHaveSize(1);
  });

  const good: readonly (readonly [what: string, over: Deviation, header?: Header])[] = [
    ['several audiences', { aud: ['other', 'stella-console'] }],
    ['no end, as before the final specification', { exp: undefined }],
    ['a clock that is a little ahead', (now) => ({ iat: now + 5 })],
    ['an end in a distant future', { exp: 1e15 }],
    ['the type of any JWT', {}, { typ: 'JWT' }],
    ['the type in full', {}, { typ: 'application/logout+jwt' }],
    ['no type', {}, { typ: undefined }],
    ['a key without name', {}, { kid: undefined }],
  ];
  for (const [what, over, header] of good) {
    it(`takes a logout token with ${what}`, async () => {
      const result = await isSignedInAfter(() => provider.signLogoutToken(deviating(over), header));
      expect(result).toEqual({ status: 200, authenticated: false });
    });
  }

  const bad: readonly (readonly [what: string, reason: string, over: Deviation, header?: Header])[] = [
    ['another issuer', 'logout_token', { iss: 'https://evil.example' }],
    ['no issuer', 'logout_token', { iss: undefined }],
    ['another audience', 'logout_token', { aud: 'other' }],
    ['no audience', 'logout_token', { aud: undefined }],
    ['an old time', 'logout_token', (now) => ({ iat: now - 3600, exp: undefined })],
    ['a time to come', 'logout_token', (now) => ({ iat: now + 3600, exp: undefined })],
    ['no time', 'logout_token', { iat: undefined }],
    ['a word for the time', 'logout_token', { iat: 'now' }],
    ['an end in the past', 'logout_token', (now) => ({ exp: now - 60 })],
    ['no validity yet', 'logout_token', (now) => ({ nbf: now + 60 })],
    ['no events', 'logout_token_event', { events: undefined }],
    ['no event', 'logout_token_event', { events: {} }],
    ['another event', 'logout_token_event', { events: { 'https://evil.example': {} } }],
    ['the event as a word', 'logout_token_event', { events: Object.keys(event)[0] }],
    ['an event that is no object', 'logout_token_event', { events: { [Object.keys(event)[0] ?? '']: true } }],
    ['a nonce, as an ID token has', 'logout_token_nonce', { nonce: 'n' }],
    ['nobody in it', 'logout_token_names_nobody', { sid: undefined }],
    ['a number for a session', 'logout_token_claims', { sid: 1 }],
    ['an empty subject', 'logout_token_claims', { sub: '' }],
    ['no jti', 'logout_token_claims', { jti: undefined }],
    ['an object for a jti', 'logout_token_claims', { jti: { x: 1 } }],
    ['an unknown key', 'logout_token', {}, { kid: 'unknown' }],
    ['no signature, with alg none', 'logout_token', {}, { alg: 'none' }],
    ['a signature by our own secret (HS256)', 'logout_token', {}, { alg: 'HS256' }],
    ['RS256 where the keys are EC', 'logout_token', {}, { alg: 'RS256' }],
    ['an algorithm that is not announced', 'logout_token', {}, { alg: 'PS256' }],
    ['the type of an access token', 'logout_token_type', {}, { typ: 'at+jwt' }],
    ['the type of a security event', 'logout_token_type', {}, { typ: 'secevent+jwt' }],
  ];
  for (const [what, reason, over, header] of bad) {
    it(`refuses a logout token with ${what}`, async () => {
      const result = await isSignedInAfter(() => provider.signLogoutToken(deviating(over), header));
      expect(result).toEqual({ status: 400, authenticated: true });
      expect((await bff.audit()).at(-1)).toBe(`request.refused:${reason}`);
    });
  }

  it('refuses an ID token and an access token, though the provider made them', async () => {
    const browser = await bff.signedIn();
    for (const token of provider.secrets.filter((secret) => secret.split('.').length === 3).slice(-3)) {
      expect((await tell(token)).status).toBe(400);
    }
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
  });

  it('takes each logout token once, on whichever instance', async () => {
    const second = await bff.secondInstance();
    const token = await provider.signLogoutToken(claims());
    const browser = await bff.signedIn();
    expect((await tell(token, second.url)).status).toBe(200);
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeFalse();
    for (const instance of [bff.origin, second.url]) {
      const again = await bff.signedIn();
      expect((await tell(token, instance)).status).toBe(400);
      expect((await bff.audit()).at(-1)).toBe('request.refused:logout_token_repeated');
      expect((await again.call('/bff/session')).json()['authenticated']).toBeTrue();
    }
    await second.close();
  });

  it('takes one of many that come at once', async () => {
    const token = await provider.signLogoutToken(claims());
    const answers = await Promise.all(Array.from({ length: 10 }, () => tell(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 400)]);
  });

  it('asks to send the token again where the keys cannot be read, and then takes it', async () => {
    const browser = await bff.signedIn();
    // Another instance, which has read no keys yet.
    const second = await bff.secondInstance();
    const token = await provider.signLogoutToken(claims());
    provider.misbehaviour.keysEndpoint = (response) => void response.status(502).send('Bad Gateway');
    expect((await tell(token, second.url)).status).toBe(503);
    provider.behave();
    expect((await tell(token, second.url)).status).toBe(200);
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeFalse();
    await second.close();
  });

  it('does not make us read the keys for every unknown one', async () => {
    await tell(await provider.signLogoutToken(claims(), { kid: 'unknown-1' }));
    const asked = provider.keyRequests;
    for (let times = 0; times < 5; times++) await tell(await provider.signLogoutToken(claims(), { kid: `u-${times}` }));
    expect(provider.keyRequests).toBe(asked);
  });

  it('refuses what is no form with one token', async () => {
    const token = await provider.signLogoutToken(claims());
    const browser = await bff.signedIn();
    for (const [body, type] of [
      ['', undefined],
      ['logout_token=', undefined],
      ['logout_token=x', undefined],
      ['logout_token=a.b.c', undefined],
      [`logout_token=${token}&logout_token=${token}`, undefined],
      [`logout_token[x]=${token}`, undefined],
      [JSON.stringify({ logout_token: token }), 'application/json'],
      [`logout_token=${token}`, 'text/plain'],
      [`logout_token=${'x'.repeat(20_000)}`, undefined],
    ] as const) {
      const { status } = await post(body, type);
      expect([400, 413, 415]).withContext(body.slice(0, 40)).toContain(status);
    }
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
  });

  it('answers so that nothing keeps it, and tells no browser anything', async () => {
    const answer = await tell(await provider.signLogoutToken(claims()));
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.body).toBe('');
    expect((await bff.browser().bare('/bff/backchannel-logout')).status).toBe(405);
  });

  it('looks at no cookie', async () => {
    const browser = await bff.signedIn();
    const headers = { 'Content-Type': form, 'Content-Length': 14 };
    const answer = await browser.bare('/bff/backchannel-logout', { method: 'POST', headers, body: 'logout_token=x' });
    expect(answer.status).toBe(400);
    expect((await browser.call('/bff/session')).json()['authenticated']).toBeTrue();
  });
});
