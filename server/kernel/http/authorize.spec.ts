import { encodeHeaderText } from './header-text.ts';
import { acme, admin, describeThingApp, echoOf, errorOf } from './testing/thing-app.ts';

describeThingApp('Authorisation in an app', (things) => {
  describe('rights', () => {
    it('asks for a token', async () => {
      const response = await things().app.fetch('/things/abc');
      expect(response.headers.get('www-authenticate')).toMatch(/^DPoP algs="/);
      expect(await errorOf(response)).toEqual(jasmine.objectContaining({ status: 401, code: 'ERR_UNAUTHENTICATED' }));
    });

    it('asks which tenant where the caller has several, and takes the only one where not', async () => {
      expect((await errorOf(await things().app.fetchAs(admin, '/things/abc'))).code).toBe('ERR_TENANT_REQUIRED');
      const single = await things().app.fetchAs({ ...admin, tenants: { acme: ['viewer'] } }, '/things/abc');
      expect(single.status).toBe(200);
    });

    it('refuses a tenant that is not the caller’s, whether it exists or not', async () => {
      for (const tenant of ['initech', '__proto__', 'constructor', 'a b']) {
        const refused = await errorOf(
          await things().app.fetchAs(admin, '/things/abc', { headers: { 'X-Stella-Tenant': tenant } }),
        );
        expect(refused)
          .withContext(tenant)
          .toEqual(jasmine.objectContaining({ status: 403, code: 'ERR_TENANT_MISMATCH' }));
      }
      const none = await things().app.fetchAs({ ...admin, tenants: {} }, '/things/abc');
      expect((await errorOf(none)).code).toBe('ERR_TENANT_MISMATCH');
    });

    it('refuses two different tenants in header and query', async () => {
      const response = await things().app.fetchAs(admin, '/things/abc?tenant=globex', { headers: acme });
      expect((await errorOf(response)).code).toBe('ERR_VALIDATION');
    });

    it('grants the scopes of the token that the roles in this tenant also grant, and names the one that is missing', async () => {
      const change = { method: 'PUT', headers: { 'If-Match': '"1"' } };
      const inAcme = await things().app.fetchAs(admin, '/things/abc?tenant=acme', change);
      expect(inAcme.status).toBe(200);
      const inGlobex = await errorOf(await things().app.fetchAs(admin, '/things/abc?tenant=globex', change));
      expect(inGlobex).toEqual(jasmine.objectContaining({ status: 403, code: 'ERR_SCOPE' }));
      expect(inGlobex.message).toContain('export:profile:manage');
      const narrow = await things().app.fetchAs({ ...admin, scope: 'export:read' }, '/things/abc?tenant=acme', change);
      expect((await errorOf(narrow)).code).toBe('ERR_SCOPE');
    });

    it('never grants a service scope through a role', async () => {
      const read = await things().app.fetchAs({ ...admin, scope: 'service:evidence' }, '/things/abc?tenant=acme');
      expect((await errorOf(read)).code).toBe('ERR_SCOPE');
    });

    it('lets a service identity with the scope act in the tenant that it names, never in none', async () => {
      const service = { subject: 'export-center', clientId: 'export-center', scope: 'export:read' };
      expect((await things().app.fetchAs(service, '/things/abc', { headers: acme })).status).toBe(200);
      expect((await errorOf(await things().app.fetchAs(service, '/things/abc'))).code).toBe('ERR_TENANT_REQUIRED');
      const wild = await things().app.fetchAs(service, '/things/abc', { headers: { 'X-Stella-Tenant': '../acme' } });
      expect((await errorOf(wild)).code).toBe('ERR_TENANT_MISMATCH');
    });

    it('checks rights before it looks at the request', async () => {
      const viewer = { ...admin, tenants: { acme: ['viewer'] } };
      const refused = await things().app.fetchAs(viewer, '/things/special', { method: 'POST', body: 'not json' });
      expect((await errorOf(refused)).code).toBe('ERR_SCOPE');
    });
  });

  describe('operator actions', () => {
    const act = (headers: Record<string, string>, who = admin) =>
      things().app.fetchAs(who, '/things/abc', { method: 'DELETE', headers: { ...acme, ...headers } });

    it('need a reason', async () => {
      for (const reason of ['', '   ']) {
        expect((await errorOf(await act({ 'X-Stella-Operator-Reason': reason }))).code).toBe(
          'ERR_OPERATOR_REASON_REQUIRED',
        );
      }
      expect((await errorOf(await act({}))).code).toBe('ERR_OPERATOR_REASON_REQUIRED');
    });

    it('carry reason and ticket whole, whatever the script', async () => {
      const reason = 'Überprüfung №1';
      const response = await act({
        'X-Stella-Operator-Reason': encodeHeaderText(reason),
        'X-Stella-Operator-Ticket': 'INC-42',
      });
      expect(await echoOf(response)).toEqual({ reason, ticket: 'INC-42' });
    });

    it('refuse a reason that is too long, raw bytes, bad encoding and control characters', async () => {
      const tooLong = encodeHeaderText('ü'.repeat(257));
      for (const reason of [tooLong, 'caf\u00e9', "UTF-8''%ff", "UTF-8''a%0Ab", "UTF-8'nonsense"]) {
        const refused = await errorOf(await act({ 'X-Stella-Operator-Reason': reason }));
        expect(refused)
          .withContext(reason)
          .toEqual(jasmine.objectContaining({ status: 400, code: 'ERR_VALIDATION' }));
      }
      expect((await act({ 'X-Stella-Operator-Reason': encodeHeaderText('ü'.repeat(256)) })).status).toBe(200);
    });

    it('need a sign-in of the last five minutes where declared', async () => {
      const reason = { 'X-Stella-Operator-Reason': 'because' };
      expect((await act(reason, { ...admin, signedInSecondsAgo: 290 })).status).toBe(200);
      for (const who of [
        { ...admin, signedInSecondsAgo: 310 },
        { ...admin, claims: { auth_time: undefined } },
      ]) {
        const response = await act(reason, who);
        expect(response.headers.get('www-authenticate')).toContain(
          'error="insufficient_user_authentication", max_age="300"',
        );
        expect(await errorOf(response)).toEqual(
          jasmine.objectContaining({ status: 401, code: 'ERR_FRESH_AUTH_REQUIRED' }),
        );
      }
    });
  });
});
