import { randomUUID } from 'node:crypto';
import { grantedScopes, scopesOfRole } from '../../contracts/roles.ts';
import { evidenceLockerScopes, exportCenterScopes, type Scope } from '../../contracts/scopes.ts';
import { makeTestStack, type TestStack } from '../../testing/make-test-stack.ts';
import { signInAtAuthority } from '../testing/authority-pages.ts';
import { createBrowser, type Browser } from '../testing/browser.ts';

interface TokenFacts {
  readonly audience: string;
  readonly scopes: readonly string[];
  readonly senderConstrained: string | null;
}

// Goal 6, with the authority and the services as they are
describe('The rights of somebody who signed in', () => {
  let stack: TestStack;
  let browser: Browser;

  beforeAll(async () => {
    stack = await makeTestStack({ roles: ['authority', 'evidence-locker', 'export-center', 'bff'] });
    browser = createBrowser(stack.config.publicOrigin);
    expect((await signInAtAuthority(browser, 'admin')).status).toBe(303);
  }, 120_000);
  afterAll(() => stack.close());

  const inTenant = (tenant: string) => ({ 'X-Stella-Tenant': tenant, 'X-Stella-Operator-Reason': 'a spec' });
  const rightsIn = async (tenant: string) => {
    const profile = await browser.call('/console/profile', { headers: inTenant(tenant) });
    return profile.json() as unknown as { roles: string[]; scopes: Scope[] };
  };

  const post = (path: string, tenant: string, body: object) => {
    const headers = { ...inTenant(tenant), 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() };
    return browser.call(path, { method: 'POST', headers, body: JSON.stringify(body) });
  };

  it('are in each token those of its upstream, and none that no role of theirs has', async () => {
    const facts = (await browser.call('/console/token/introspect')).json() as unknown as { tokens: TokenFacts[] };
    const held = scopesOfRole['tenant-admin'];
    const expected = {
      'urn:stellaops:export-center': exportCenterScopes,
      'urn:stellaops:evidence-locker': evidenceLockerScopes,
    };
    expect(facts.tokens.map(({ audience }) => audience).sort()).toEqual(Object.keys(expected).sort());
    for (const { audience, scopes, senderConstrained } of facts.tokens) {
      const ofUpstream: readonly Scope[] = expected[audience as keyof typeof expected];
      expect(scopes)
        .withContext(audience)
        .toEqual(ofUpstream.filter((scope) => held.includes(scope)).sort());
      expect(senderConstrained).toBe('dpop');
    }
  });

  it('are those of the tenant: an administrator of one, who only views the other', async () => {
    const [acme, globex] = [await rightsIn('acme'), await rightsIn('globex')];
    expect(acme.roles).toEqual(['tenant-admin']);
    expect(acme.scopes).toContain('export:profile:manage');
    expect(globex.roles).toEqual(['viewer']);
    expect(globex.scopes).toEqual([...grantedScopes(scopesOfRole['tenant-admin'], ['viewer'])].sort());
  });

  for (const [path, body, scope] of [
    ['/api/export/profiles', { name: 'nightly' }, 'export:profile:manage'],
    ['/api/export/runs', { profileId: 'prof-1' }, 'export:run'],
  ] as const) {
    it(`do not reach ${path} in the tenant where they only view`, async () => {
      const refused = await post(path, 'globex', body);
      expect(refused.status).toBe(403);
      expect(refused.json()['code']).toBe('ERR_SCOPE');
      expect(refused.json()['message']).toContain(scope);
      // Where they administer, the service goes on to look at what was sent.
      expect((await post(path, 'acme', body)).status).not.toBe(403);
    });
  }

  it('are no more than their role, in the tenant that they administer', async () => {
    const refused = await post('/evidence/holds', 'acme', {});
    expect(refused.status).toBe(403);
    expect(refused.json()['message']).toContain('evidence:hold');
  });

  it('are none in a tenant that is not theirs, whether or not it exists', async () => {
    for (const tenant of ['initech', 'acme2']) {
      const answer = await browser.call('/api/export/runs', { headers: inTenant(tenant) });
      expect(answer.status).toBe(403);
      expect(answer.json()['code']).toBe('ERR_TENANT_MISMATCH');
    }
  });

  it('work in the tenants that are theirs, until they sign out', async () => {
    expect((await browser.call('/api/export/runs', { headers: inTenant('acme') })).status).toBe(200);
    expect((await browser.call('/evidence/bundles', { headers: inTenant('globex') })).status).toBe(200);
    const leaving = createBrowser(stack.config.publicOrigin);
    await signInAtAuthority(leaving, 'viewer');
    const { logoutUrl } = (await leaving.call('/bff/logout', { method: 'POST' })).json();
    expect(logoutUrl).toMatch(`^${stack.config.issuer}/`);
    expect((await leaving.call('/api/export/runs', { headers: inTenant('acme') })).status).toBe(401);
  });
});
