import type { Response } from 'express';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { sql } from 'kysely';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { FakeProvider } from '../testing/fake-provider.ts';
import type { Answer } from '../testing/send.ts';

type Lie = (misbehaviour: FakeProvider['misbehaviour'], provider: FakeProvider) => unknown;

/** What goes wrong, how the provider does it, and the word for it in the audit trail. */
type Case = readonly [what: string, reason: string, lie: Lie];

const noToken = 'nonsense';
const nowSeconds = () => Math.floor(Date.now() / 1000);
const answerText = (status: number, type: string, body: string) => (response: Response) =>
  void response.status(status).type(type).send(body);

/** The token with a part changed, 0 for its header or 1 for its claims, and the signature left as it was. */
function withPart(token: string, index: 0 | 1, change: (part: object) => object): string {
  const parts = token.split('.');
  const part = JSON.parse(Buffer.from(parts[index] ?? '', 'base64url').toString()) as object;
  return parts.with(index, Buffer.from(JSON.stringify(change(part))).toString('base64url')).join('.');
}

const wrongIdTokens: readonly Case[] = [
  ['another nonce', 'id_token_nonce', (to) => (to.idToken = { nonce: 'other' })],
  ['no nonce', 'invalid_response', (to) => (to.idToken = { nonce: undefined })],
  ['another issuer', 'id_token_iss', (to) => (to.idToken = { iss: 'https://evil.example' })],
  ['no issuer', 'invalid_response', (to) => (to.idToken = { iss: undefined })],
  ['another audience', 'id_token_aud', (to) => (to.idToken = { aud: 'other' })],
  ['no audience', 'invalid_response', (to) => (to.idToken = { aud: undefined })],
  ['several audiences, no azp', 'id_token_aud', (to) => (to.idToken = { aud: ['stella-console', 'other'] })],
  [
    'several audiences, made for another',
    'id_token_azp',
    (to) => (to.idToken = { aud: ['stella-console', 'other'], azp: 'other' }),
  ],
  ['our audience, made for another', 'id_token_azp', (to) => (to.idToken = { azp: 'other' })],
  ['no subject', 'invalid_response', (to) => (to.idToken = { sub: undefined })],
  ['an empty subject', 'id_token_sub', (to) => (to.idToken = { sub: '' })],
  ['a subject that is no text', 'invalid_response', (to) => (to.idToken = { sub: 7 })],
  ['a subject of 256 letters', 'id_token_sub', (to) => (to.idToken = { sub: 'x'.repeat(256) })],
  ['an end in the past', 'id_token_exp', (to) => (to.idToken = { exp: nowSeconds() - 60 })],
  ['no end', 'invalid_response', (to) => (to.idToken = { exp: undefined })],
  ['no time', 'invalid_response', (to) => (to.idToken = { iat: undefined })],
  ['a time before the sign-in began', 'id_token_iat', (to) => (to.idToken = { iat: nowSeconds() - 120 })],
  ['a time to come', 'id_token_iat', (to) => (to.idToken = { iat: nowSeconds() + 120 })],
  ['a sign-in that is yet to come', 'id_token_auth_time', (to) => (to.idToken = { auth_time: nowSeconds() + 3600 })],
  ['no validity yet', 'id_token_nbf', (to) => (to.idToken = { nbf: nowSeconds() + 120 })],
  ['no signature, with alg none', 'jose_alg_not_allowed', (to) => (to.idTokenHeader = { alg: 'none' })],
  ['a signature by our own secret (HS256)', 'jose_alg_not_allowed', (to) => (to.idTokenHeader = { alg: 'HS256' })],
  ['RS256 where the keys are EC', 'jwks_no_matching_key', (to) => (to.idTokenHeader = { alg: 'RS256' })],
  ['an unknown key', 'jwks_no_matching_key', (to) => (to.idTokenHeader = { kid: 'unknown' })],
  [
    'another signature under our kid',
    'jws_signature_verification_failed',
    (to) => (to.idTokenText = (token) => token.slice(0, -8) + (token.endsWith('AAAAAAAA') ? 'BBBBBBBB' : 'AAAAAAAA')),
  ],
  [
    'other claims under the old signature',
    'jws_signature_verification_failed',
    (to) => (to.idTokenText = (token) => withPart(token, 1, (claims) => ({ ...claims, sub: 'eve' }))),
  ],
  [
    'extensions that nobody knows',
    'unsupported_operation',
    (to) => (to.idTokenText = (token) => withPart(token, 0, (header) => ({ ...header, crit: ['exotic'], exotic: 1 }))),
  ],
  ['five parts', 'unsupported_operation', (to) => (to.idTokenText = (token) => `${token}.x.y`)],
  ['no JWT', 'invalid_response', (to) => (to.idTokenText = () => noToken)],
  ['no ID token', 'invalid_response', (to) => (to.codeAnswer = { id_token: undefined })],
];

const wrongTokenAnswers: readonly Case[] = [
  ['no access token', 'invalid_response', (to) => (to.codeAnswer = { access_token: undefined })],
  ['no token type', 'invalid_response', (to) => (to.codeAnswer = { token_type: undefined })],
  ['an unknown token type', 'unsupported_operation', (to) => (to.codeAnswer = { token_type: 'mac' })],
  [
    'tokens that anybody may use, though it binds them',
    'token_type',
    (to) => (to.codeAnswer = { token_type: 'Bearer' }),
  ],
  ['a lifetime that is no number', 'invalid_response', (to) => (to.codeAnswer = { expires_in: 'soon' })],
  ['an empty refresh token', 'invalid_response', (to) => (to.codeAnswer = { refresh_token: '' })],
  ['a refusal', 'invalid_grant', (to) => (to.tokenEndpoint = answerText(400, 'json', '{"error":"invalid_grant"}'))],
  ['a word of its own', 'refused', (to) => (to.tokenEndpoint = answerText(400, 'json', '{"error":"<b>no</b>"}'))],
  ['a list', 'invalid_response', (to) => (to.tokenEndpoint = answerText(200, 'json', '[]'))],
  ['broken JSON', 'parse_error', (to) => (to.tokenEndpoint = answerText(200, 'json', '{"access_token":'))],
];

const wrongCallbacks: readonly Case[] = [
  ['another state', 'unknown_state', (to) => (to.callback = { state: 'AAAAAAAAAAAAAAAAAAAAAA' })],
  ['no state', 'unknown_state', (to) => (to.callback = { state: undefined })],
  ['an empty state', 'unknown_state', (to) => (to.callback = { state: '' })],
  ['another issuer', 'invalid_response', (to) => (to.callback = { iss: 'https://evil.example' })],
  ['no issuer, though it announces one', 'invalid_response', (to) => (to.callback = { iss: undefined })],
  ['two issuers', 'invalid_response', (to, { url }) => (to.callback = { iss: [url, 'https://evil.example'] })],
  ['no code', 'invalid_response', (to) => (to.callback = { code: undefined })],
  ['two codes', 'invalid_response', (to) => (to.callback = { code: ['one', 'other'] })],
  ['a code that it does not know', 'invalid_grant', (to) => (to.callback = { code: 'stolen' })],
  ['a code of 8,000 letters', 'invalid_grant', (to) => (to.callback = { code: 'x'.repeat(8000) })],
  ['an error', 'access_denied', (to) => (to.callback = { error: 'access_denied', code: undefined })],
  ['an error next to a code', 'login_required', (to) => (to.callback = { error: 'login_required' })],
  ['two errors', 'invalid_response', (to) => (to.callback = { error: ['access_denied', 'server_error'] })],
  [
    'an error of another issuer',
    'invalid_response',
    (to) => (to.callback = { error: 'access_denied', iss: 'https://e' }),
  ],
  ['an ID token in the address', 'unsupported_operation', (to) => (to.callback = { id_token: 'a.b.c' })],
  ['a token in the address', 'unsupported_operation', (to) => (to.callback = { token: 'x' })],
  ['a JWT response', 'invalid_response', (to) => (to.callback = { response: 'a.b.c' })],
];

// Goal 1
describe('A provider that goes wrong', () => {
  let bff: BffUnderTest;
  let provider: FakeProvider;

  beforeAll(async () => {
    bff = await startBffUnderTest({ providerTimeoutSeconds: 1 });
    ({ provider } = bff);
    // Whatever it announces: it is for us to know what is safe.
    provider.misbehaviour.discovery = { id_token_signing_alg_values_supported: ['ES256', 'RS256', 'HS256', 'none'] };
    await bff.browser().visitProvider('/bff/login');
  }, startTimeoutMs);
  beforeEach(() => provider.behave());
  afterAll(() => bff.close());

  async function sessions(): Promise<number> {
    const { rows } = await sql<object>`select id_hash from bff.sessions`.execute(bff.database.query());
    return rows.length;
  }

  // Goal 25
  afterEach(() => {
    const log = JSON.stringify(bff.lines);
    const tokens = provider.secrets.filter((secret) => secret !== noToken);
    expect(tokens.filter((token) => log.includes(token))).toEqual([]);
    provider.secrets.length = 0;
  });

  /** Signs in with a lie under way; whatever comes of it must not be a session. */
  async function failedSignIn(lie: Lie): Promise<Answer> {
    const before = await sessions();
    lie(provider.misbehaviour, provider);
    const browser = bff.browser();
    const answer = await browser.signIn();
    expect(browser.cookies.has('__Host-Http-session')).toBeFalse();
    expect(await sessions()).toBe(before);
    return answer;
  }

  const refused: Readonly<Record<string, readonly Case[]>> = {
    'an ID token with': wrongIdTokens,
    'an answer to the code with': wrongTokenAnswers,
    'a callback with': wrongCallbacks,
  };
  for (const [place, cases] of Object.entries(refused)) {
    for (const [what, reason, lie] of cases) {
      it(`signs nobody in by ${place} ${what}`, async () => {
        const answer = await failedSignIn(lie);
        expect(answer.status).toBe(401);
        expect(answer.headers['content-type']).toContain('text/html');
        expect((await bff.audit()).at(-1)).toBe(`sign-in.failed:${reason}`);
      });
    }
  }

  it('refuses a callback whose state comes twice, or without anything', async () => {
    const browser = bff.browser();
    const callback = await browser.visitProvider('/bff/login');
    const state = new URL(callback, bff.origin).searchParams.get('state') ?? '';
    for (const path of [`${callback}&state=${state}`, `${callback}&state=other`, '/bff/callback', '/bff/callback?']) {
      expect((await browser.navigate(path, 'cross-site')).status)
        .withContext(path)
        .toBe(401);
    }
    // None of it used the sign-in up.
    expect((await browser.navigate(callback, 'cross-site')).status).toBe(303);
  });

  it('answers an address longer than a header may be, and goes on', async () => {
    const answer = await bff.browser().navigate(`/bff/callback?code=${'x'.repeat(20_000)}`, 'cross-site');
    expect(answer.status).toBe(431);
    expect((await bff.browser().signIn()).status).toBe(303);
  });

  it('never shows what it says', async () => {
    const text = '<img src=x onerror=alert(1)> call 555-0199';
    provider.misbehaviour.callback = {
      error: 'access_denied',
      error_description: text,
      error_uri: 'https://evil.example',
    };
    const page = (await bff.browser().signIn()).body;
    expect(page).toContain('The sign-in was cancelled.');
    for (const part of ['onerror', '555-0199', 'evil.example']) expect(page).not.toContain(part);
    expect(JSON.stringify(bff.lines)).not.toContain('555-0199');
  });

  it('gets back the refresh token of a sign-in that is refused', async () => {
    const before = provider.secrets.length;
    await failedSignIn((to) => (to.idToken = { azp: 'other' }));
    const given = provider.secrets.slice(before);
    expect(given).toContain(await provider.whenRevoked((token) => given.includes(token)));
  });

  const silences: readonly (readonly [what: string, lie: Lie])[] = [
    ['answers in HTML', (to) => (to.tokenEndpoint = answerText(200, 'html', '<h1>Welcome</h1>'))],
    ['answers with 500', (to) => (to.tokenEndpoint = answerText(500, 'json', '{"error":"server_error"}'))],
    ['answers with 500 in HTML', (to) => (to.tokenEndpoint = answerText(500, 'html', '<h1>Oops</h1>'))],
    ['sends elsewhere', (to) => (to.tokenEndpoint = (response) => response.redirect(307, 'https://evil.example/'))],
    ['has too much to do', (to) => (to.tokenEndpoint = answerText(429, 'json', '{"error":"slow_down"}'))],
    ['never answers', (to) => (to.tokenEndpoint = () => undefined)],
    ['hangs up', (to) => (to.tokenEndpoint = (response) => response.destroy())],
    ['answers for its keys with 500', (to) => ((to.idTokenHeader = { kid: 'new' }), (to.keysEndpoint = answerText(500, 'json', '{}')))],
    ['answers for its keys in HTML', (to) => ((to.idTokenHeader = { kid: 'new' }), (to.keysEndpoint = answerText(200, 'html', 'x')))],
    ['has keys that are no list', (to) => ((to.idTokenHeader = { kid: 'new' }), (to.keysEndpoint = answerText(200, 'json', '{"keys":7}')))],
  ]; // prettier-ignore
  for (const [what, lie] of silences) {
    it(`signs nobody in, and says to try again, where it ${what}`, async () => {
      const answer = await failedSignIn(lie);
      expect(answer.status).toBe(503);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.body).toContain('ERR_UNAVAILABLE');
    });
  }

  describe('and its keys:', () => {
    it('finds a key that is new since a moment ago', async () => {
      await bff.signedIn();
      await provider.rotateKey();
      const asked = provider.keyRequests;
      expect((await bff.browser().signIn()).status).toBe(303);
      expect(provider.keyRequests).toBe(asked + 1);
      expect((await bff.browser().signIn()).status).toBe(303);
      expect(provider.keyRequests).toBe(asked + 1);
    });

    it('finds a new key where tokens name none', async () => {
      provider.misbehaviour.publishedKeys = (keys) => keys.map((key) => ({ ...key, kid: undefined }));
      provider.misbehaviour.idTokenHeader = { kid: undefined };
      for (let times = 0; times < 2; times++) {
        await provider.rotateKey();
        expect((await bff.browser().signIn()).status).toBe(303);
      }
    });

    it('needs no kid where there is one key that fits', async () => {
      const other = await publicKey('RS256');
      provider.misbehaviour.publishedKeys = (keys) => [...keys, { ...other, kid: 'rsa' }];
      provider.misbehaviour.idTokenHeader = { kid: undefined };
      await provider.rotateKey();
      expect((await bff.browser().signIn()).status).toBe(303);
    });

    it('does not guess among several', async () => {
      const other = await publicKey('ES256');
      provider.misbehaviour.publishedKeys = (keys) => [...keys, { ...other, kid: 'other' }];
      provider.misbehaviour.idTokenHeader = { kid: undefined };
      await provider.rotateKey();
      expect((await bff.browser().signIn()).status).toBe(401);
    });

    it('overlooks keys that nobody can read', async () => {
      const unreadable = [
        { kty: 'unheard-of', kid: 'x' },
        { kty: 'EC', crv: 'P-256', x: '!', y: '!', kid: 'y' },
      ];
      provider.misbehaviour.publishedKeys = (keys) => [...unreadable, ...keys];
      await provider.rotateKey();
      expect((await bff.browser().signIn()).status).toBe(303);
    });
  });
});

async function publicKey(alg: string): Promise<JWK> {
  const { publicKey: key } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(key)), alg, use: 'sig' };
}
