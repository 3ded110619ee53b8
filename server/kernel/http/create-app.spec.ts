import { connect } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { ErrorEnvelope } from '../../contracts/errors.ts';
import { defineOperation } from '../../contracts/operation.ts';
import { startFakeIssuer, type FakeIssuer, type TokenFacts } from '../../testing/fake-issuer.ts';
import { startTestApp, type TestApp } from '../../testing/test-app.ts';
import { describeWithDatabase } from '../../testing/test-database.ts';
import { recordingLogger } from '../../testing/test-logger.ts';
import { encodeHeaderText } from './header-text.ts';
import { reply } from './reply.ts';
import { route } from './route.ts';

const json = { transport: 'json' } as const;
const echo = z.strictObject({ echo: z.unknown() });
const ok = { status: 200, description: 'Echo', schema: echo } as const;

const getThing = defineOperation({
  id: 'getThing',
  method: 'get',
  path: '/things/{id}',
  summary: 'One',
  access: 'export:read',
  ...json,
  params: z.strictObject({ id: z.string().regex(/^[a-z]+$/) }),
  query: z.strictObject({ limit: z.coerce.number().int().max(200).default(50), kind: z.string().optional() }),
  success: ok,
});
const specialThing = defineOperation({
  id: 'specialThing',
  method: 'post',
  path: '/things/special',
  summary: 'A fixed path beside a parameter',
  access: 'export:run',
  ...json,
  body: z.strictObject({
    name: z.string().max(64),
    inner: z.strictObject({ count: z.int() }).optional(),
    choice: z.discriminatedUnion('type', [z.strictObject({ type: z.literal('a'), id: z.string() })]).optional(),
  }),
  success: { status: 202, description: 'Echo', schema: echo },
});
const changeThing = defineOperation({
  id: 'changeThing',
  method: 'put',
  path: '/things/{id}',
  summary: 'Change',
  access: 'export:profile:manage',
  ifMatch: true,
  ...json,
  params: z.strictObject({ id: z.string() }),
  success: ok,
});
const dangerousThing = defineOperation({
  id: 'dangerousThing',
  method: 'delete',
  path: '/things/{id}',
  summary: 'Delete',
  access: 'export:retention',
  operator: true,
  fresh: true,
  ...json,
  params: z.strictObject({ id: z.string() }),
  success: ok,
});
const files = defineOperation({
  id: 'files',
  method: 'get',
  path: '/files/{path+}',
  summary: 'Several segments',
  access: 'public',
  ...json,
  params: z.strictObject({ path: z.string() }),
  success: ok,
});
const failing = defineOperation({
  id: 'failing',
  method: 'get',
  path: '/failing',
  summary: 'Fails',
  access: 'public',
  ...json,
  success: { status: 200, description: 'Never' },
});
const wrongAnswer = defineOperation({
  id: 'wrongAnswer',
  method: 'get',
  path: '/wrong-answer',
  summary: 'Answers what it did not declare',
  access: 'public',
  ...json,
  success: { status: 200, description: 'A number', schema: z.strictObject({ number: z.number() }) },
});

const secret = 'connection string with a password';
const admin: Omit<TokenFacts, 'audience'> = {
  scope: 'export:read export:run export:profile:manage export:retention service:evidence nonsense',
  tenants: { acme: ['tenant-admin'], globex: ['viewer'] },
};
const acme = { 'X-Stella-Tenant': 'acme' };

describeWithDatabase('An app', (database) => {
  const { logger, lines } = recordingLogger();
  let issuer: FakeIssuer;
  let app: TestApp;

  beforeAll(async () => {
    issuer = await startFakeIssuer();
    app = await startTestApp({
      database: database(),
      issuer,
      logger,
      openapi: { openapi: '3.1.0' },
      routes: [
        route(getThing, ({ params, query, tenant, caller }) => ({
          echo: { params, query, tenant, subject: caller.subject },
        })),
        route(specialThing, ({ body }) => reply({ echo: body }, { headers: { Location: '/things/special' } })),
        route(changeThing, ({ ifMatch }) => ({ echo: ifMatch })),
        route(dangerousThing, ({ operator }) => ({ echo: operator })),
        route(files, ({ params }) => ({ echo: params.path })),
        route(failing, () => Promise.reject(new Error(secret))),
        route(wrongAnswer, () => ({ number: 'one' }) as unknown as { number: number }),
      ],
    });
  });
  afterAll(async () => {
    await app.close({ graceMs: 1000 });
    await issuer.close();
  });

  const errorOf = async (response: Response) => ({
    status: response.status,
    ...((await response.json()) as ErrorEnvelope),
  });
  const echoOf = async (response: Response) => ((await response.json()) as { echo: unknown }).echo;
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    app.fetchAs(admin, '/things/special', {
      method: 'POST',
      headers: { ...acme, 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it('hands the handler what it declared, typed and with defaults', async () => {
    const response = await app.fetchAs(admin, '/things/abc?kind=x&tenant=acme');
    expect(response.status).toBe(200);
    expect(await echoOf(response)).toEqual({
      params: { id: 'abc' },
      query: { limit: 50, kind: 'x' },
      tenant: 'acme',
      subject: 'user-1',
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.has('x-powered-by')).toBeFalse();
    expect(response.headers.has('etag')).toBeFalse();
  });

  it('answers with the declared status and the headers of the reply', async () => {
    const response = await post({ name: 'a' });
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe('/things/special');
  });

  it('serves its OpenAPI document', async () => {
    expect(await (await app.fetch('/.well-known/openapi')).json()).toEqual({ openapi: '3.1.0' });
  });

  describe('tracing', () => {
    it('makes a trace id, echoes it, and names it in the log line and in an error', async () => {
      const response = await app.fetch('/nowhere');
      const { traceId, timestamp } = await errorOf(response);
      expect(traceId).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
      expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(response.headers.get('x-stella-trace-id')).toBe(traceId);
      expect(lines).toContain(
        jasmine.objectContaining({ traceId, status: 404, errorCode: 'ERR_NOT_FOUND', path: '/nowhere' }),
      );
    });

    it('takes the trace id of its caller where it is a ULID, and only then', async () => {
      const given = '01KAJ7Z9V7Q5T2M4X8N3C6B1AD';
      const kept = await app.fetch('/nowhere', { headers: { 'X-Stella-Trace-Id': given } });
      expect(kept.headers.get('x-stella-trace-id')).toBe(given);
      const replaced = await app.fetch('/nowhere', { headers: { 'X-Stella-Trace-Id': 'x"}{' } });
      expect(replaced.headers.get('x-stella-trace-id')).toMatch(/^[0-9A-Z]{26}$/);
    });

    it('logs neither query nor token', async () => {
      await app.fetchAs(admin, '/things/abc?kind=verysecret&tenant=acme');
      const logged = JSON.stringify(lines);
      expect(logged).not.toContain('verysecret');
      expect(logged).not.toContain('eyJ');
    });
  });

  describe('addresses', () => {
    it('answers an unknown path with 404 and another method with 405 and Allow', async () => {
      expect((await errorOf(await app.fetch('/things'))).code).toBe('ERR_NOT_FOUND');
      const response = await app.fetch('/things/abc', { method: 'PATCH' });
      expect(response.headers.get('allow')).toBe('GET, PUT, DELETE');
      expect(await errorOf(response)).toEqual(jasmine.objectContaining({ status: 405, code: 'ERR_METHOD' }));
    });

    it('prefers a fixed path, and knows the methods of both that fit', async () => {
      expect((await post({ name: 'a' })).status).toBe(202);
      const read = await app.fetchAs(admin, '/things/special?tenant=acme');
      expect(read.status).toBe(200);
      const response = await app.fetch('/things/special', { method: 'PATCH' });
      expect(response.headers.get('allow')).toBe('POST, GET, PUT, DELETE');
    });

    it('reads a parameter of several segments, decoded', async () => {
      expect(await echoOf(await app.fetch('/files/a/b%20c/d.json'))).toBe('a/b c/d.json');
    });

    it('answers HEAD like GET without a body', async () => {
      const response = await app.fetch('/files/a', { method: 'HEAD' });
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('');
    });

    it('refuses an address that is not well-formed', async () => {
      expect(await errorOf(await app.fetch('/files/%E0%A4%A'))).toEqual(
        jasmine.objectContaining({ status: 400, code: 'ERR_PATH' }),
      );
    });

    it('answers a name that nothing can have like one that nothing has', async () => {
      expect((await errorOf(await app.fetchAs(admin, '/things/UPPER?tenant=acme'))).code).toBe('ERR_NOT_FOUND');
    });

    it('answers what is no HTTP at all with the envelope', async () => {
      const socket = connect(app.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n');
      const answer = await text(socket);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('"code":"ERR_VALIDATION"');
    });

    it('answers headers that are too large with 431', async () => {
      const response = await app.fetch('/nowhere', { headers: { 'X-Large': 'x'.repeat(20_000) } });
      expect(await errorOf(response)).toEqual(jasmine.objectContaining({ status: 431, code: 'ERR_HEADERS' }));
    });
  });

  describe('rights', () => {
    it('asks for a token', async () => {
      const response = await app.fetch('/things/abc');
      expect(response.headers.get('www-authenticate')).toMatch(/^DPoP algs="/);
      expect(await errorOf(response)).toEqual(jasmine.objectContaining({ status: 401, code: 'ERR_UNAUTHENTICATED' }));
    });

    it('asks which tenant where the caller has several, and takes the only one where not', async () => {
      expect((await errorOf(await app.fetchAs(admin, '/things/abc'))).code).toBe('ERR_TENANT_REQUIRED');
      const single = await app.fetchAs({ ...admin, tenants: { acme: ['viewer'] } }, '/things/abc');
      expect(single.status).toBe(200);
    });

    it('refuses a tenant that is not the caller’s, whether it exists or not', async () => {
      for (const tenant of ['initech', '__proto__', 'constructor', 'a b']) {
        const refused = await errorOf(
          await app.fetchAs(admin, '/things/abc', { headers: { 'X-Stella-Tenant': tenant } }),
        );
        expect(refused)
          .withContext(tenant)
          .toEqual(jasmine.objectContaining({ status: 403, code: 'ERR_TENANT_MISMATCH' }));
      }
      const none = await app.fetchAs({ ...admin, tenants: {} }, '/things/abc');
      expect((await errorOf(none)).code).toBe('ERR_TENANT_MISMATCH');
    });

    it('refuses two different tenants in header and query', async () => {
      const response = await app.fetchAs(admin, '/things/abc?tenant=globex', { headers: acme });
      expect((await errorOf(response)).code).toBe('ERR_VALIDATION');
    });

    it('grants the scopes of the token that the roles in this tenant also grant, and names the one that is missing', async () => {
      const change = { method: 'PUT', headers: { 'If-Match': '"1"' } };
      const inAcme = await app.fetchAs(admin, '/things/abc?tenant=acme', change);
      expect(inAcme.status).toBe(200);
      const inGlobex = await errorOf(await app.fetchAs(admin, '/things/abc?tenant=globex', change));
      expect(inGlobex).toEqual(jasmine.objectContaining({ status: 403, code: 'ERR_SCOPE' }));
      expect(inGlobex.message).toContain('export:profile:manage');
      const narrow = await app.fetchAs({ ...admin, scope: 'export:read' }, '/things/abc?tenant=acme', change);
      expect((await errorOf(narrow)).code).toBe('ERR_SCOPE');
    });

    it('never grants a service scope through a role', async () => {
      const read = await app.fetchAs({ ...admin, scope: 'service:evidence' }, '/things/abc?tenant=acme');
      expect((await errorOf(read)).code).toBe('ERR_SCOPE');
    });

    it('lets a service identity with the scope act in the tenant that it names, never in none', async () => {
      const service = { subject: 'export-center', clientId: 'export-center', scope: 'export:read' };
      expect((await app.fetchAs(service, '/things/abc', { headers: acme })).status).toBe(200);
      expect((await errorOf(await app.fetchAs(service, '/things/abc'))).code).toBe('ERR_TENANT_REQUIRED');
      const wild = await app.fetchAs(service, '/things/abc', { headers: { 'X-Stella-Tenant': '../acme' } });
      expect((await errorOf(wild)).code).toBe('ERR_TENANT_MISMATCH');
    });

    it('checks rights before it looks at the request', async () => {
      const viewer = { ...admin, tenants: { acme: ['viewer'] } };
      const refused = await app.fetchAs(viewer, '/things/special', { method: 'POST', body: 'not json' });
      expect((await errorOf(refused)).code).toBe('ERR_SCOPE');
    });
  });

  describe('operator actions', () => {
    const act = (headers: Record<string, string>, who = admin) =>
      app.fetchAs(who, '/things/abc', { method: 'DELETE', headers: { ...acme, ...headers } });

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

  describe('requests', () => {
    it('are refused with one detail a field', async () => {
      const refused = await errorOf(await post({ name: 7, inner: { count: 1.5, more: 1 }, extra: true, other: 1 }));
      expect(refused.code).toBe('ERR_VALIDATION');
      expect(refused.details.map(({ path }) => path).sort()).toEqual([
        'extra',
        'inner.count',
        'inner.more',
        'name',
        'other',
      ]);
      const missing = await errorOf(await post({}));
      expect(missing.details).toEqual([{ path: 'name', message: 'is required' }]);
      const query = await errorOf(await app.fetchAs(admin, '/things/abc?limit=201&foo=1&__proto__=1&tenant=acme'));
      expect(query.details.map(({ path }) => path).sort()).toEqual(['query.__proto__', 'query.foo', 'query.limit']);
    });

    it('of a megabyte are too large, and long texts not valid', async () => {
      expect(await errorOf(await post({ name: 'x'.repeat(1_100_000) }))).toEqual(
        jasmine.objectContaining({ status: 413, code: 'ERR_TOO_LARGE' }),
      );
      expect((await errorOf(await post({ name: 'x'.repeat(900_000) }))).code).toBe('ERR_VALIDATION');
    });

    it('must be JSON in UTF-8 that says so', async () => {
      const type = (value: string) => post('{"name":"a"}', { 'Content-Type': value });
      expect((await type('application/json; charset=utf-8')).status).toBe(202);
      for (const value of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/json; charset=latin1',
      ]) {
        expect(await errorOf(await type(value)))
          .withContext(value)
          .toEqual(jasmine.objectContaining({ status: 415, code: 'ERR_MEDIA_TYPE' }));
      }
      expect((await errorOf(await post('{"name":"a"}', { 'Content-Encoding': 'gzip' }))).code).toBe('ERR_MEDIA_TYPE');
    });

    it('with broken, deep or poisonous JSON are refused', async () => {
      const deep = `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
      for (const body of [
        '{',
        '',
        'null',
        '[]',
        '"text"',
        deep,
        '{"name":"a","__proto__":{"x":1}}',
        '{"name":"a","inner":{"count":1,"__proto__":{}}}',
        '{"name":"a","\\u005f_proto__":1}',
      ]) {
        const refused = await errorOf(await post(body));
        expect(refused)
          .withContext(body.slice(0, 60))
          .toEqual(jasmine.objectContaining({ status: 400, code: 'ERR_VALIDATION' }));
      }
    });

    it('bring no body where none is declared', async () => {
      const init = (body: string) => ({
        method: 'PUT',
        headers: { ...acme, 'If-Match': '"1"', 'Content-Type': 'application/json' },
        body,
      });
      expect((await app.fetchAs(admin, '/things/abc', init('{}'))).status).toBe(200);
      expect((await errorOf(await app.fetchAs(admin, '/things/abc', init('{"a":1}')))).code).toBe('ERR_VALIDATION');
    });

    it('say which revision they change where declared', async () => {
      const put = (headers: Record<string, string>) =>
        app.fetchAs(admin, '/things/abc', { method: 'PUT', headers: { ...acme, ...headers } });
      expect(await echoOf(await put({ 'If-Match': '"12"' }))).toBe(12);
      expect(await errorOf(await put({}))).toEqual(
        jasmine.objectContaining({ status: 428, code: 'ERR_PRECONDITION_REQUIRED' }),
      );
      for (const value of ['12', 'W/"12"', '*', '"1", "2"', '"x"']) {
        expect((await errorOf(await put({ 'If-Match': value }))).code)
          .withContext(value)
          .toBe('ERR_VALIDATION');
      }
    });
  });

  describe('faults', () => {
    it('say nothing of themselves to the caller and all to the log', async () => {
      const refused = await errorOf(await app.fetch('/failing'));
      expect(refused).toEqual(jasmine.objectContaining({ status: 500, code: 'ERR_INTERNAL' }));
      expect(JSON.stringify(refused)).not.toContain('password');
      const logged = lines.find((line) => line['level'] === 'error' && line['traceId'] === refused.traceId);
      expect(logged?.['error']).toEqual(jasmine.objectContaining({ message: secret }));
    });

    it('include answers that do not fit the contract, while specs run', async () => {
      expect((await errorOf(await app.fetch('/wrong-answer'))).code).toBe('ERR_INTERNAL');
    });
  });
});
