import type { Response } from 'express';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { FakeProvider } from '../testing/fake-provider.ts';

// Goal 1; OpenID Connect Discovery 1.0
describe('What a provider says of itself', () => {
  let bff: BffUnderTest;
  let provider: FakeProvider;

  // Each spec has a BFF that has read nothing yet.
  beforeEach(async () => {
    bff = await startBffUnderTest({ providerTimeoutSeconds: 1 });
    ({ provider } = bff);
  }, startTimeoutMs);
  afterEach(() => bff.close());

  const unusable: readonly (readonly [what: string, lie: (to: FakeProvider['misbehaviour']) => unknown])[] = [
    ['names another issuer', (to) => (to.discovery = { issuer: 'https://evil.example' })],
    ['names a part of the issuer', (to) => (to.discovery = { issuer: `${provider.url}/realm` })],
    ['names no issuer', (to) => (to.discovery = { issuer: undefined })],
    ['has no address to sign in at', (to) => (to.discovery = { authorization_endpoint: undefined })],
    ['is an error', (to) => (to.discoveryEndpoint = (response) => void response.status(500).json({}))],
    ['is a page', (to) => (to.discoveryEndpoint = (response) => void response.type('html').send('<h1>Hi</h1>'))],
    ['leads elsewhere', (to) => (to.discoveryEndpoint = elsewhere)],
    ['never comes', (to) => (to.discoveryEndpoint = () => undefined)],
  ];
  for (const [what, lie] of unusable) {
    it(`lets nobody sign in where it ${what}, until it is right`, async () => {
      lie(provider.misbehaviour);
      const browser = bff.browser();
      const answer = await browser.navigate('/bff/login');
      expect(answer.status).toBe(503);
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.body).toContain('The sign-in service does not answer at the moment.');
      expect(provider.authorizations).toEqual([]);
      provider.behave();
      if (what.includes('address')) bff.advance(601);
      expect((await browser.signIn()).status).toBe(303);
    });
  }

  it('is read once by many, and again after ten minutes', async () => {
    await Promise.all([1, 2, 3, 4].map(() => bff.browser().navigate('/bff/login')));
    expect(provider.discoveries).toBe(1);
    bff.advance(599);
    await bff.browser().navigate('/bff/login');
    expect(provider.discoveries).toBe(1);
    bff.advance(2);
    await bff.browser().navigate('/bff/login');
    expect(provider.discoveries).toBe(2);
  });

  it('holds on while the provider is away', async () => {
    await bff.signedIn();
    bff.advance(601);
    provider.misbehaviour.discovery = { issuer: 'https://evil.example' };
    expect((await bff.browser().signIn()).status).toBe(303);
  });

  it('is not followed to keys that are nowhere', async () => {
    provider.misbehaviour.discovery = { jwks_uri: undefined };
    const answer = await bff.browser().signIn();
    expect(answer.status).toBe(401);
    expect((await bff.audit()).at(-1)).toBe('sign-in.failed:no_published_keys');
  });
});

function elsewhere(response: Response): void {
  response.redirect('https://evil.example/.well-known/openid-configuration');
}
