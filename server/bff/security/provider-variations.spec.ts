import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { loadPrivateKey, publicHalf } from '../../kernel/keys/private-key.ts';
import { startBffUnderTest, startTimeoutMs, type BffOptions, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';
import { modernProvider, type ProviderKind } from '../testing/provider/provider-kind.ts';

interface Sort {
  readonly what: string;
  readonly kind: Partial<ProviderKind>;
  /** Over its discovery document. */
  readonly discovery?: Record<string, unknown>;
  readonly options?: BffOptions;
  /** How the services get the tokens. */
  readonly scheme?: 'DPoP' | 'Bearer';
  /** Token requests of a sign-in, and of both upstreams' calls once the tokens have expired; undefined ends the session. */
  readonly requests?: readonly [signIn: number, expired: number | undefined];
}

const secret = { settings: { clientSecret: modernProvider.clientSecret } };

/** What providers offer, and leave out. Each sort is a BFF of its own, as it reads the discovery document once. */
const sorts: readonly Sort[] = [
  { what: 'with everything newer than OpenID Connect', kind: {} },
  { what: 'without pushed requests', kind: { pushesRequests: false } },
  { what: 'that binds no tokens', kind: { bindsTokens: false }, scheme: 'Bearer' },
  { what: 'that asks for a nonce in proofs', kind: { dpopNonce: 'nonce-1' }, requests: [4, 4] },
  { what: 'that does not name itself in the callback', kind: { namesItself: false } },
  { what: 'without an end of its sessions', kind: { hasEndSession: false } },
  { what: 'without revocation', kind: { hasRevocation: false } },
  { what: 'that ends its session with a revoked token', kind: { revokes: 'session' } },
  { what: 'that signs with RS256', kind: { signsWith: 'RS256' } },
  {
    what: 'that signs with RS256 and does not say so',
    kind: { signsWith: 'RS256' },
    discovery: { id_token_signing_alg_values_supported: undefined },
  },
  { what: 'that signs with PS256', kind: { signsWith: 'PS256' } },
  { what: 'that signs with EdDSA', kind: { signsWith: 'EdDSA' } },
  { what: 'that takes the secret in a header', kind: { authentication: 'client_secret_basic' }, options: secret },
  { what: 'that takes the secret in the body', kind: { authentication: 'client_secret_post' }, options: secret },
  {
    what: 'that does not say how it takes the secret',
    kind: { authentication: 'client_secret_basic' },
    discovery: { token_endpoint_auth_methods_supported: undefined },
    options: secret,
  },
  {
    what: 'that takes the secret both ways',
    kind: { authentication: 'client_secret_basic' },
    discovery: { token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'] },
    options: secret,
  },
  { what: 'that ignores the audience asked for', kind: { accessTokens: 'of-all' }, requests: [1, 1] },
  { what: 'whose tokens are no JWT', kind: { accessTokens: 'opaque' } },
  { what: 'that keeps refresh tokens', kind: { refreshTokens: 'kept' } },
  { what: 'that renews the ID token', kind: { renewsIdToken: true } },
  { what: 'without refresh tokens', kind: { refreshTokens: 'none' }, requests: [1, undefined] },
  {
    what: 'of OpenID Connect Core and nothing more',
    kind: {
      pushesRequests: false,
      bindsTokens: false,
      namesItself: false,
      hasEndSession: false,
      hasRevocation: false,
      signsWith: 'RS256',
      accessTokens: 'opaque',
      refreshTokens: 'none',
      authentication: 'client_secret_basic',
    },
    options: secret,
    scheme: 'Bearer',
    requests: [1, undefined],
  },
];

const tenant = { headers: { 'X-Stella-Tenant': 'acme' } };

// Goals 1, 6, 10, 11
for (const { what, kind, discovery = {}, options = {}, scheme = 'DPoP', requests = [2, 2] } of sorts) {
  const [ofSignIn, ofExpired] = requests;
  const whole = { ...modernProvider, ...kind };

  describe(`A provider ${what}`, () => {
    let bff: BffUnderTest;
    let browser: Browser;

    beforeAll(async () => {
      bff = await startBffUnderTest({ ...options, provider: kind });
      const { provider, config } = bff;
      if (whole.authentication === 'private_key_jwt') {
        const keyFile = join(config.dataDir, 'keys', 'clients', 'stella-console.json');
        provider.clientKey = publicHalf(await loadPrivateKey(keyFile));
      }
      provider.misbehaviour.discovery = discovery;
    }, startTimeoutMs);
    beforeEach(async () => {
      bff.upstream.reset();
      bff.provider.accessTokenSeconds = 60;
      browser = bff.browser();
      expect((await browser.signIn()).status).toBe(303);
    });
    afterEach(() => bff.provider.behave());
    afterAll(() => bff.close());

    async function callBoth(): Promise<number[]> {
      const runs = await browser.call('/api/export/runs', tenant);
      const bundles = await browser.call('/evidence/bundles', tenant);
      return [runs.status, bundles.status];
    }

    it('signs people in, and the services get their tokens', async () => {
      expect(bff.provider.tokenRequests).toHaveSize(ofSignIn);
      expect(await callBoth()).toEqual([200, 200]);
      expect(bff.provider.tokenRequests).toHaveSize(ofSignIn);
      for (const { headers } of bff.upstream.arrivals) {
        expect(headers.authorization).toMatch(new RegExp(`^${scheme} \\S+$`));
        expect('dpop' in headers).toBe(scheme === 'DPoP');
      }
      const facts = (await browser.call('/console/token/introspect')).json();
      const tokens = facts['tokens'] as { senderConstrained: unknown }[];
      expect(tokens.map(({ senderConstrained }) => senderConstrained)).toEqual(
        Array.from({ length: 2 }, () => (scheme === 'DPoP' ? 'dpop' : null)),
      );
      expect(facts['refresh']).toEqual({ present: whole.refreshTokens !== 'none', expiresAt: null });
    });

    it(ofExpired === undefined ? 'ends the session with its tokens' : 'goes on when they have expired', async () => {
      bff.advance(61);
      bff.provider.tokenRequests.length = 0;
      expect(await callBoth()).toEqual(ofExpired === undefined ? [401, 401] : [200, 200]);
      expect(bff.provider.tokenRequests).toHaveSize(ofExpired ?? 0);
      if (ofExpired === undefined) {
        expect((await bff.audit()).slice(-2)).toEqual([
          'token.refused:no_refresh_token',
          'session.ended:refresh-refused',
        ]);
      }
      // It rotates, and noticed no token that came twice.
      expect(bff.provider.reuses).toBe(0);
    });

    it('signs them in anew for what needs it', async () => {
      const answer = await browser.navigate(await browser.visitProvider('/bff/step-up?returnTo=/x'), 'cross-site');
      expect(answer.headers.location).toBe('/x');
      expect(await callBoth()).toEqual([200, 200]);
      if (ofExpired === undefined) return;
      bff.advance(61);
      expect(await callBoth()).toEqual([200, 200]);
    });

    it('keeps them signed in where signing in anew is refused', async () => {
      bff.provider.misbehaviour.idToken = { auth_time: undefined };
      const answer = await browser.navigate(await browser.visitProvider('/bff/step-up'), 'cross-site');
      expect(answer.status).toBe(401);
      bff.provider.misbehaviour.idToken = {};
      if (ofExpired !== undefined) bff.advance(61);
      expect(await callBoth()).toEqual([200, 200]);
    });

    it('is told when they sign out', async () => {
      const { logoutUrl } = (await browser.call('/bff/logout', { method: 'POST' })).json();
      const home = `${bff.origin}/`;
      if (whole.hasEndSession) expect(logoutUrl).toMatch(`^${bff.provider.url}/end\\?`);
      else expect(logoutUrl).toBe(home);
      if (whole.hasRevocation && whole.refreshTokens !== 'none') {
        expect(bff.provider.secrets).toContain(await bff.provider.whenRevoked());
      }
      expect(await callBoth()).toEqual([401, 401]);
    });
  });
}

// Goal 1
describe('A provider that knows another key of ours', () => {
  let bff: BffUnderTest;

  beforeAll(async () => {
    bff = await startBffUnderTest();
  }, startTimeoutMs);
  afterAll(() => bff.close());

  it('lets nobody sign in', async () => {
    const { publicKey } = await generateKeyPair('ES256', { extractable: true });
    bff.provider.clientKey = await exportJWK(publicKey);
    expect((await bff.browser().navigate('/bff/login')).status).toBe(503);
  });
});
