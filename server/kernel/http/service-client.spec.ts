import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { z } from 'zod';
import { defineOperation } from '../../contracts/operation.ts';
import { startFakeIssuer, type FakeIssuer } from '../../testing/fake-issuer.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { startTestApp, testAudience, type TestApp } from '../../testing/test-app.ts';
import { describeWithDatabase } from '../../testing/test-database.ts';
import { withLogContext } from '../logging/log-context.ts';
import { loadClientCredentials } from './client-credentials.ts';
import { AppError } from './errors.ts';
import { route } from './route.ts';
import { createServiceClient, type ServiceClient, type ServiceClientOptions } from './service-client.ts';

const register = defineOperation({
  id: 'register',
  method: 'post',
  path: '/things/{name}/{path+}',
  summary: 'Echo',
  access: 'service:evidence',
  internal: true,
  transport: 'json',
  params: z.strictObject({ name: z.string(), path: z.string() }),
  query: z.strictObject({
    several: z.preprocess((given) => [given].flat(), z.array(z.string())),
    n: z.coerce.number(),
  }),
  body: z.strictObject({ text: z.string() }),
  success: { status: 201, description: 'Echo', schema: z.strictObject({ echo: z.unknown() }) },
});
const end = defineOperation({
  id: 'end',
  method: 'delete',
  path: '/things',
  summary: 'Nothing',
  access: 'service:evidence',
  transport: 'json',
  success: { status: 204, description: 'Nothing' },
});
const held = defineOperation({
  id: 'held',
  method: 'get',
  path: '/held',
  summary: 'Refuses',
  access: 'service:evidence',
  transport: 'json',
  success: { status: 200, description: 'Never' },
});
const forbidden = defineOperation({ ...held, id: 'forbidden', path: '/forbidden', access: 'replay:write' });

describeWithDatabase('The service client', (database) => {
  const folder = temporaryFolder();
  let issuer: FakeIssuer;
  let app: TestApp;
  let client: ServiceClient;

  beforeEach(async () => {
    issuer = await startFakeIssuer();
    app = await startTestApp({
      database: database(),
      issuer,
      routes: [
        route(register, ({ params, query, body, tenant, caller, traceId }) => ({
          echo: { params, query, body, tenant, traceId, subject: caller.subject, kind: caller.kind },
        })),
        route(end, () => undefined),
        route(held, () => {
          throw new AppError('ERR_HELD', 'Held by Case 7.', { details: [{ path: 'hold-7', message: 'Case 7' }] });
        }),
        route(forbidden, () => undefined),
      ],
    });
    client = await clientOf(app.url);
  });
  afterEach(async () => {
    await app.close({ graceMs: 1000 });
    await issuer.close();
  });

  const clientOf = async (baseUrl: string, changes: Partial<ServiceClientOptions> = {}) =>
    createServiceClient({
      issuer: issuer.url,
      baseUrl,
      resource: testAudience,
      scope: 'service:evidence',
      credentials: await loadClientCredentials({ clientId: 'export-center', dataDir: folder() }),
      timeoutMs: 5_000,
      ...changes,
    });
  const call = () =>
    client.call(register, {
      tenant: 'acme',
      params: { name: 'a/b?', path: 'x y/z' },
      query: { several: ['1', '2'], n: 3 },
      body: { text: 'Ü' },
    });
  const failure = async (work: Promise<unknown>) => {
    const error: unknown = await work.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    return error as AppError;
  };

  it('calls an operation in its own name with a bound token, typed both ways', async () => {
    const traceId = '01KAJ7Z9V7Q5T2M4X8N3C6B1AD';
    const { echo } = await withLogContext({ traceId }, call);
    expect(echo).toEqual({
      params: { name: 'a/b?', path: 'x y/z' },
      query: { several: ['1', '2'], n: 3 },
      body: { text: 'Ü' },
      tenant: 'acme',
      traceId,
      subject: 'export-center',
      kind: 'service',
    });
    await expectAsync(client.call(end, { tenant: 'acme' })).toBeResolved();
  });

  it('asks for one token for many calls, by its private key', async () => {
    await Promise.all([call(), call(), call()]);
    await call();
    expect(issuer.tokenRequests.length).toBe(1);
    expect(issuer.tokenRequests[0]).toEqual(
      jasmine.objectContaining({
        grant_type: 'client_credentials',
        resource: testAudience,
        scope: 'service:evidence',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      }),
    );
  });

  it('names no resource where the issuer goes by the scope', async () => {
    const byScope = await clientOf(app.url, { resource: undefined });
    await byScope.call(end, { tenant: 'acme' }).catch(() => undefined);
    expect(issuer.tokenRequests[0]?.['scope']).toBe('service:evidence');
    expect(issuer.tokenRequests[0]).not.toEqual(jasmine.objectContaining({ resource: jasmine.anything() }));
  });

  it('asks for a new token when the old one nears its end', async () => {
    await issuer.close();
    issuer = await startFakeIssuer({ serviceTokenSeconds: 0 });
    const short = await clientOf(app.url);
    await short.call(end, { tenant: 'acme' }).catch(() => undefined);
    await short.call(end, { tenant: 'acme' }).catch(() => undefined);
    expect(issuer.tokenRequests.length).toBeGreaterThan(1);
  });

  it('passes a refusal on with its own words', async () => {
    const error = await failure(client.call(held, { tenant: 'acme' }));
    expect([error.code, error.message]).toEqual(['ERR_HELD', 'Held by Case 7.']);
    expect(error.details).toEqual([{ path: 'hold-7', message: 'Case 7' }]);
  });

  it('tells a refused identity as a fault between the services, not as the user’s', async () => {
    expect((await failure(client.call(forbidden, { tenant: 'acme' }))).code).toBe('ERR_UPSTREAM');
  });

  it('refuses to be called inside a transaction', async () => {
    await expectAsync(database().transaction(() => call())).toBeRejectedWithError(/inside a transaction/);
  });

  it('tells an issuer that is down as ERR_UNAVAILABLE, and recovers', async () => {
    const { port } = new URL(issuer.url);
    await issuer.close();
    expect((await failure(call())).code).toBe('ERR_UNAVAILABLE');
    expect(port).not.toBe('');
  });

  describe('with a service that misbehaves', () => {
    let server: Server;
    let answer: (request: IncomingMessage, response: ServerResponse) => void;
    let seen = 0;

    beforeEach(async () => {
      seen = 0;
      server = createServer((request, response) => {
        seen += 1;
        answer(request, response);
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      client = await clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { timeoutMs: 300 });
    });
    afterEach(() => {
      server.closeAllConnections();
      server.close();
    });

    const codeWhen = async (misbehave: typeof answer) => {
      answer = misbehave;
      return (
        await failure(
          client.call(register, {
            tenant: 'acme',
            params: { name: 'a', path: 'b' },
            query: { several: [], n: 1 },
            body: { text: '' },
          }),
        )
      ).code;
    };

    it('gives up in time', async () => {
      expect(await codeWhen(() => undefined)).toBe('ERR_UPSTREAM_TIMEOUT');
      expect(await codeWhen((_request, response) => void response.writeHead(200).write('{'))).toBe(
        'ERR_UPSTREAM_TIMEOUT',
      );
    });

    it('reads only so much', async () => {
      const flood = (_request: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(`"${'x'.repeat(5_000_000)}"`);
      };
      expect(await codeWhen(flood)).toBe('ERR_UPSTREAM');
    });

    it('takes no answer of another shape, and follows no redirect', async () => {
      const json =
        (status: number, body: string, headers = {}) =>
        (_request: IncomingMessage, response: ServerResponse) =>
          void response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
      expect(await codeWhen(json(201, '{"other":1}'))).toBe('ERR_UPSTREAM');
      expect(await codeWhen(json(201, '<html>'))).toBe('ERR_UPSTREAM');
      expect(await codeWhen(json(302, '', { Location: 'http://127.0.0.1:1/' }))).toBe('ERR_UPSTREAM');
      expect(await codeWhen(json(500, 'stack trace'))).toBe('ERR_UPSTREAM');
      expect(await codeWhen(json(503, '{}'))).toBe('ERR_UNAVAILABLE');
      expect(await codeWhen((request) => void request.socket.destroy())).toBe('ERR_UNAVAILABLE');
    });

    it('tries once more with a new token after a 401, never in a loop', async () => {
      await codeWhen(
        (_request, response) =>
          void response.writeHead(401, { 'WWW-Authenticate': 'DPoP error="invalid_token"' }).end(),
      );
      expect(seen).toBe(2);
      expect(issuer.tokenRequests.length).toBe(2);
    });
  });
});
