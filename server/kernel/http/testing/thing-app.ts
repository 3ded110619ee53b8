import { z } from 'zod';
import type { ErrorEnvelope } from '../../../contracts/errors.ts';
import { defineOperation } from '../../../contracts/operation.ts';
import { startFakeIssuer, type FakeIssuer, type TokenFacts } from '../../../testing/fake-issuer.ts';
import { startTestApp, type TestApp } from '../../../testing/test-app.ts';
import { describeWithDatabase } from '../../../testing/test-database.ts';
import { recordingLogger } from '../../../testing/test-logger.ts';
import { reply } from '../reply.ts';
import { route } from '../route.ts';

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

/** What `failing` fails with; no caller may ever see it. */
export const secret = 'connection string with a password';
export const admin: Omit<TokenFacts, 'audience'> = {
  scope: 'export:read export:run export:profile:manage export:retention service:evidence nonsense',
  tenants: { acme: ['tenant-admin'], globex: ['viewer'] },
};
export const acme = { 'X-Stella-Tenant': 'acme' };

/** An app whose handlers answer with what they were handed. */
export interface ThingApp {
  readonly app: TestApp;
  /** Lines of its log. */
  readonly lines: ReturnType<typeof recordingLogger>['lines'];
  /** `POST /things/special` as the admin; a text is sent as it is. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
}

export function describeThingApp(name: string, body: (things: () => ThingApp) => void): void {
  describeWithDatabase(name, (database) => {
    const { logger, lines } = recordingLogger();
    let issuer: FakeIssuer;
    let app: TestApp;
    beforeAll(async () => {
      issuer = await startFakeIssuer();
      app = await startTestApp({ database: database(), issuer, logger, openapi: { openapi: '3.1.0' }, routes });
    });
    afterAll(async () => {
      await app.close({ graceMs: 1000 });
      await issuer.close();
    });
    const post: ThingApp['post'] = (sent, headers = {}) =>
      app.fetchAs(admin, '/things/special', {
        method: 'POST',
        headers: { ...acme, 'Content-Type': 'application/json', ...headers },
        body: typeof sent === 'string' ? sent : JSON.stringify(sent),
      });
    body(() => ({ app, lines, post }));
  });
}

const routes = [
  route(getThing, ({ params, query, tenant, caller }) => ({
    echo: { params, query, tenant, subject: caller.subject },
  })),
  route(specialThing, ({ body }) => reply({ echo: body }, { headers: { Location: '/things/special' } })),
  route(changeThing, ({ ifMatch }) => ({ echo: ifMatch })),
  route(dangerousThing, ({ operator }) => ({ echo: operator })),
  route(files, ({ params }) => ({ echo: params.path })),
  route(failing, () => Promise.reject(new Error(secret))),
  route(wrongAnswer, () => ({ number: 'one' }) as unknown as { number: number }),
];

export async function errorOf(response: Response): Promise<ErrorEnvelope & { status: number }> {
  return { status: response.status, ...((await response.json()) as ErrorEnvelope) };
}

export async function echoOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { echo: unknown }).echo;
}
