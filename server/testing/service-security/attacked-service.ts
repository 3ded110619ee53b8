import type { Operation } from '../../contracts/operation.ts';
import { roles } from '../../contracts/roles.ts';
import { type FakeIssuer, startFakeIssuer, type TokenFacts } from '../fake-issuer.ts';
import { makeTestStack } from '../make-test-stack.ts';

/** Ids by the collection that they stand in, as in `{'/api/export/runs/': 'run-20260101-01'}`. */
export type Ids = Readonly<Record<string, string>>;

/** What differs between the services. */
export interface ServiceFacts {
  readonly role: 'export-center' | 'evidence-locker';
  readonly audience: string;
  /** The setting of the address that callers use, in the configuration. */
  readonly urlOf: (config: { exportCenterUrl: string; evidenceLockerUrl: string }) => string;
  readonly operations: readonly Operation[];
  /** Every scope that a person's token for this service can carry. */
  readonly scopes: readonly string[];
  /** Query and body that are valid, by operation id, where an operation needs any. */
  readonly requests: Readonly<Record<string, { readonly query?: string; readonly body?: object }>>;
  /** Makes objects of a tenant and returns their ids: one for each collection that an operation's path names. */
  readonly makeObjects: (service: AttackedService, tenant: string) => Promise<Ids>;
}

/** Who a token is for, over a person who holds every role in acme and every scope of the service. */
export type Who = Omit<Partial<TokenFacts>, 'audience'>;

export interface Answered {
  readonly status: number;
  /** Of the error envelope; undefined where there is none. */
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly headers: Headers;
  readonly text: string;
}

/** The real service, by the program's own start, with an issuer whose tokens can be bent. */
export interface AttackedService {
  readonly facts: ServiceFacts;
  readonly url: string;
  readonly issuer: FakeIssuer;
  /** An issuer that the service does not know. */
  readonly stranger: FakeIssuer;
  readonly own: Ids;
  readonly foreign: Ids;
  /** What a token of this person says. */
  tokenFacts(who?: Who): TokenFacts;
  /** A person's, with a token that is bound to a key. */
  callAs(who: Who, operation: Operation, change?: CallChange): Promise<Answered>;
  /** With nothing but the headers given, beside those that the operation asks for anyway. */
  call(operation: Operation, credentials: Readonly<Record<string, string>>, change?: CallChange): Promise<Answered>;
  close(): Promise<void>;
}

export interface CallChange {
  /** Headers over the usual ones; undefined takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly ids?: Ids;
  readonly query?: string;
  readonly body?: object;
}

export const ownTenant = 'acme';
export const foreignTenant = 'globex';

export async function startAttackedService(facts: ServiceFacts): Promise<AttackedService> {
  const [issuer, stranger] = [await startFakeIssuer(), await startFakeIssuer()];
  const stack = await makeTestStack({ roles: [facts.role], env: { OIDC_ISSUER: issuer.url } });
  const url = facts.urlOf(stack.config);
  const ids: Record<'own' | 'foreign', Ids> = { own: {}, foreign: {} };

  const service: AttackedService = {
    facts,
    url,
    issuer,
    stranger,
    get own() {
      return ids.own;
    },
    get foreign() {
      return ids.foreign;
    },
    tokenFacts: (who = {}) => ({
      audience: facts.audience,
      subject: 'person',
      scope: facts.scopes.join(' '),
      tenants: { [ownTenant]: roles },
      ...who,
    }),
    async callAs(who, operation, change = {}) {
      const { headers } = await issuer.mint(service.tokenFacts(who));
      const address = addressOf(operation, change.ids ?? service.own);
      return service.call(operation, await headers(operation.method.toUpperCase(), url + address), change);
    },
    call(operation, credentials, change = {}) {
      const { query = '', body } = { ...facts.requests[operation.id], ...change };
      return answered(url + addressOf(operation, change.ids ?? service.own) + query, {
        method: operation.method.toUpperCase(),
        headers: present({ ...usualHeaders(operation), ...credentials, ...change.headers }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    },
    async close() {
      await stack.close();
      await Promise.all([issuer.close(), stranger.close()]);
    },
  };
  ids.own = await facts.makeObjects(service, ownTenant);
  ids.foreign = await facts.makeObjects(service, foreignTenant);
  return service;
}

/** All that the operation asks for, so that a refusal is for what a spec has changed and nothing else. */
function usualHeaders({ operator, ifMatch, idempotency, body }: Operation): Record<string, string> {
  return {
    'X-Stella-Tenant': ownTenant,
    ...(operator ? { 'X-Stella-Operator-Reason': 'Because' } : {}),
    ...(ifMatch ? { 'If-Match': '"1"' } : {}),
    ...(idempotency ? { 'Idempotency-Key': crypto.randomUUID() } : {}),
    ...(body ? { 'Content-Type': 'application/json' } : {}),
  };
}

/** The operation's path, its first parameter filled with the id of its collection. */
export function addressOf({ path }: Operation, ids: Ids): string {
  return path.replace(/\{\w+\+?\}/, (parameter, start: number) => {
    const id = ids[path.slice(0, start)];
    if (id === undefined) throw new Error(`The spec has made nothing for ${parameter} of ${path}`);
    return id;
  });
}

function present(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined),
  );
}

async function answered(url: string, init: RequestInit): Promise<Answered> {
  const response = await fetch(url, init);
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  // An event stream would never end.
  const text = isJson ? await response.text() : '';
  if (!isJson) await response.body?.cancel();
  const { code, message } = (text === '' ? {} : JSON.parse(text)) as { code?: string; message?: string };
  return { status: response.status, code, message, headers: response.headers, text };
}
