import { decodeJwt } from 'jose';
import { z } from 'zod';
import { defineOperation } from '../../contracts/operation.ts';
import { createDpopKey } from '../../testing/dpop-key.ts';
import { startFakeIssuer, type FakeIssuer, type TokenFacts } from '../../testing/fake-issuer.ts';
import { startTestApp, testAudience, type TestApp } from '../../testing/test-app.ts';
import { describeWithDatabase } from '../../testing/test-database.ts';
import { route } from './route.ts';

const whoAmI = defineOperation({
  id: 'whoAmI',
  method: 'get',
  path: '/who',
  summary: 'Who calls',
  access: 'session',
  transport: 'json',
  query: z.strictObject({ x: z.string().optional() }),
  success: { status: 200, description: 'Caller', schema: z.unknown() },
});

describeWithDatabase('The token check', (database) => {
  let issuer: FakeIssuer;
  let app: TestApp;

  beforeAll(async () => {
    issuer = await startFakeIssuer();
    app = await startTestApp({
      database: database(),
      issuer,
      routes: [route(whoAmI, ({ caller }) => caller)],
      serviceSubjects: ['8b1f1a52-service'],
    });
  });
  afterAll(async () => {
    await app.close({ graceMs: 1000 });
    await issuer.close();
  });

  const url = () => `${app.url}/who`;
  const facts: TokenFacts = {
    audience: testAudience,
    scope: 'export:read made:up',
    tenants: { acme: ['operator', 'king'] },
  };
  const statusWith = async (headers: Record<string, string>) => (await app.fetch('/who', { headers })).status;

  it('tells who calls, with known scopes and roles only', async () => {
    const { headers } = await issuer.mint({ ...facts, claims: { name: 'Olga Operator' } });
    const response = await app.fetch('/who?x=1', { headers: await headers('GET', `${url()}?x=1`) });
    expect(await response.json()).toEqual({
      subject: 'user-1',
      displayName: 'Olga Operator',
      clientId: 'stella-console',
      kind: 'user',
      scopes: ['export:read'],
      tenants: { acme: ['operator'] },
      authTime: jasmine.any(Number),
    });
  });

  it('takes a token without a key as Bearer', async () => {
    expect(await statusWith({ Authorization: `Bearer ${await issuer.mintBearer(facts)}` })).toBe(200);
  });

  it('knows a service by its token of the client credentials grant', async () => {
    const token = await issuer.mintBearer({
      audience: testAudience,
      subject: 'export-center',
      clientId: 'export-center',
    });
    const caller = (await (
      await app.fetch('/who', { headers: { Authorization: `Bearer ${token}` } })
    ).json()) as object;
    expect(caller).toEqual(jasmine.objectContaining({ kind: 'service', tenants: {} }));
  });

  it('knows a service by a listed subject, and by no other than its client id besides', async () => {
    const kindOf = async (subject: string, tenants?: TokenFacts['tenants']) => {
      const who = { subject, clientId: 'export-center', ...(tenants ? { tenants } : {}) };
      const token = await issuer.mintBearer({ audience: testAudience, ...who });
      const answer = await app.fetch('/who', { headers: { Authorization: `Bearer ${token}` } });
      return ((await answer.json()) as { kind: string }).kind;
    };
    expect(await kindOf('8b1f1a52-service')).toBe('service');
    expect(await kindOf('8b1f1a52-person')).toBe('user');
    expect(await kindOf('8b1f1a52-service', { acme: ['viewer'] })).toBe('user');
  });

  describe('of a token that is bound', () => {
    const boundBy = async (change: (jkt: string) => object) => {
      const { token, key } = await issuer.mint(facts);
      const { jkt } = (decodeJwt(token) as { cnf: { jkt: string } }).cnf;
      const rebound = await issuer.mintBearer({ ...facts, claims: { cnf: change(jkt) } });
      const proof = await key.prove({ method: 'GET', url: url(), token: rebound });
      return {
        proven: await statusWith({ Authorization: `DPoP ${rebound}`, DPoP: proof }),
        bare: await statusWith({ Authorization: `Bearer ${rebound}` }),
      };
    };

    it('passes over what it does not know of the binding', async () => {
      const found = await boundBy((jkt) => ({ jkt, 'kc-jkt-type': 'DPoP' }));
      expect(found).toEqual({ proven: 200, bare: 401 });
    });

    it('takes none that is bound in a way that it cannot check', async () => {
      for (const cnf of [{ 'x5t#S256': 'x' }, { kid: 'x' }, { jwk: {} }, { other: 'x' }, {}]) {
        const refused = { proven: 401, bare: 401 };
        expect(await boundBy(() => cnf)).toEqual(refused);
        if (!('other' in cnf) && Object.keys(cnf).length > 0) {
          expect(await boundBy((jkt) => ({ jkt, ...cnf }))).toEqual(refused);
        }
      }
    });
  });

  it('reads a tenants claim of another shape as no tenants', async () => {
    for (const claim of ['acme', ['acme'], 7, { acme: 'operator' }, { acme: { 0: 'operator' } }]) {
      const token = await issuer.mintBearer({ ...facts, claims: { 'stella:tenants': claim } });
      const caller = (await (
        await app.fetch('/who', { headers: { Authorization: `Bearer ${token}` } })
      ).json()) as object;
      expect(caller)
        .withContext(JSON.stringify(claim))
        .toEqual(jasmine.objectContaining({ tenants: {}, kind: 'user' }));
    }
  });

  describe('refuses a token', () => {
    const refusals: [string, Partial<TokenFacts>][] = [
      ['of another audience', { audience: 'urn:other' }],
      ['of another issuer', { claims: { iss: 'https://evil.example' } }],
      ['that has expired', { lifetimeSeconds: -60 }],
      ['without a subject', { claims: { sub: undefined } }],
      ['that is an ID token', { header: { typ: 'JWT' } }],
      ['of an unknown key', { header: { kid: 'unknown' } }],
    ];
    for (const [name, bent] of refusals) {
      it(name, async () => {
        expect(await statusWith({ Authorization: `Bearer ${await issuer.mintBearer({ ...facts, ...bent })}` })).toBe(
          401,
        );
      });
    }

    it('whose signature is broken, or that has none', async () => {
      const token = await issuer.mintBearer(facts);
      const [header = '', payload = '', signature = ''] = token.split('.');
      const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
      const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
      for (const bad of [`${header}.${payload}.${flipped}`, `${none}.${payload}.`, `${header}.${payload}`, 'x', '']) {
        expect(await statusWith({ Authorization: `Bearer ${bad}` }))
          .withContext(bad)
          .toBe(401);
      }
    });

    it('sent in another scheme', async () => {
      expect(await statusWith({ Authorization: 'Basic dXNlcjpwYXNz' })).toBe(401);
    });
  });

  describe('refuses a bound token', () => {
    it('without its proof, also as Bearer', async () => {
      const { token } = await issuer.mint(facts);
      expect(await statusWith({ Authorization: `DPoP ${token}` })).toBe(401);
      expect(await statusWith({ Authorization: `Bearer ${token}` })).toBe(401);
    });

    it('with the proof of another key', async () => {
      const { token } = await issuer.mint(facts);
      const thief = await createDpopKey();
      const proof = await thief.prove({ method: 'GET', url: url(), token });
      expect(await statusWith({ Authorization: `DPoP ${token}`, DPoP: proof })).toBe(401);
    });

    it('with a proof for another method, address, token or time', async () => {
      const { token, key } = await issuer.mint(facts);
      const now = Math.floor(Date.now() / 1000);
      const proofs = [
        key.prove({ method: 'POST', url: url(), token }),
        key.prove({ method: 'GET', url: `${app.url}/other`, token }),
        key.prove({ method: 'GET', url: 'https://evil.example/who', token }),
        key.prove({ method: 'GET', url: url(), token: 'another' }),
        key.prove({ method: 'GET', url: url(), token, claims: { iat: now - 90 } }),
        key.prove({ method: 'GET', url: url(), token, claims: { iat: now + 90 } }),
        key.prove({ method: 'GET', url: url(), token, claims: { jti: undefined } }),
      ];
      for (const proof of proofs) {
        expect(await statusWith({ Authorization: `DPoP ${token}`, DPoP: await proof })).toBe(401);
      }
    });

    it('with a proof that was used before', async () => {
      const { headers } = await issuer.mint(facts);
      const once = await headers('GET', url());
      expect(await statusWith(once)).toBe(200);
      expect(await statusWith(once)).toBe(401);
    });

    it('with a proof for the host that the caller names', async () => {
      const { headers } = await issuer.mint(facts);
      const proven = await headers('GET', 'http://evil.example/who');
      expect(await statusWith({ ...proven, 'X-Forwarded-Host': 'evil.example' })).toBe(401);
    });
  });

  it('answers 503, not 401, while the issuer cannot be asked, and works once it can', async () => {
    const gone = await startFakeIssuer();
    const orphan = await startTestApp({
      database: database(),
      issuer: gone,
      routes: [route(whoAmI, ({ caller }) => caller)],
    });
    const headers = { Authorization: `Bearer ${await gone.mintBearer(facts)}` };
    await gone.close();
    const response = await orphan.fetch('/who', { headers });
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual(jasmine.objectContaining({ code: 'ERR_UNAVAILABLE' }));
    await orphan.close({ graceMs: 1000 });
  });
});
