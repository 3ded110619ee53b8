import { evidenceLockerScopes, exportCenterScopes } from '../../contracts/scopes.ts';
import { startBffUnderTest, startTimeoutMs, type BffUnderTest } from '../testing/bff-under-test.ts';
import type { Browser } from '../testing/browser.ts';

interface Facts {
  readonly audience: string;
  readonly scopes: readonly string[];
}

const tenant = { headers: { 'X-Stella-Tenant': 'acme' } };

// Goal 6
describe('A provider without resource indicators', () => {
  let bff: BffUnderTest;
  let browser: Browser;

  beforeAll(async () => {
    bff = await startBffUnderTest({ provider: { accessTokens: 'of-scopes' }, settings: { audienceBy: 'scope' } });
  }, startTimeoutMs);
  beforeEach(async () => {
    bff.provider.accessTokenSeconds = 60;
    browser = bff.browser();
    expect((await browser.signIn()).status).toBe(303);
  });
  afterEach(() => bff.provider.behave());
  afterAll(() => bff.close());

  async function scopesByAudience(): Promise<Record<string, readonly string[]>> {
    const { tokens } = (await browser.call('/console/token/introspect')).json() as { tokens: Facts[] };
    const services = (scopes: readonly string[]) => scopes.filter((scope) => scope.includes(':'));
    return Object.fromEntries(tokens.map(({ audience, scopes }) => [audience, services(scopes)]));
  }

  const ownScopes = {
    'urn:stellaops:export-center': exportCenterScopes.toSorted(),
    'urn:stellaops:evidence-locker': evidenceLockerScopes.toSorted(),
  };

  it('is asked for no resource, and each service still gets a token with its own scopes only', async () => {
    expect(await scopesByAudience()).toEqual(ownScopes);
    for (const asked of [...bff.provider.authorizations, ...bff.provider.tokenRequests]) {
      expect(asked.has('resource')).toBeFalse();
    }
  });

  it('makes new ones, one at a time, when they have expired', async () => {
    bff.advance(61);
    bff.provider.tokenRequests.length = 0;
    expect((await browser.call('/api/export/runs', tenant)).status).toBe(200);
    expect(bff.provider.tokenRequests).toHaveSize(1);
    expect((await browser.call('/evidence/bundles', tenant)).status).toBe(200);
    expect(bff.provider.tokenRequests).toHaveSize(2);
    expect(await scopesByAudience()).toEqual(ownScopes);
  });
});
