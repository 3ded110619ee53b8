import type { Operation } from '../../contracts/operation.ts';
import { grantedScopes, roles } from '../../contracts/roles.ts';
import { serviceScopes } from '../../contracts/scopes.ts';
import {
  addressOf,
  foreignTenant,
  ownTenant,
  startAttackedService,
  type Answered,
  type AttackedService,
  type Ids,
  type ServiceFacts,
  type Who,
} from './attacked-service.ts';
import { forgeries } from './forged-credentials.ts';

/** What a person might add to be taken for somebody else. */
const identityHeaders = {
  'X-Stella-Subject': 'root',
  'X-Stella-Roles': roles.join(' '),
  'X-Stella-Scopes': 'export:retention evidence:hold service:evidence',
  'X-Stella-Tenants': '{"acme":["tenant-admin"]}',
  'X-Forwarded-User': 'root',
  'X-Forwarded-Access-Token': 'root',
  'X-Remote-User': 'root',
  'X-Auth-Request-Groups': 'tenant-admin',
};

/**
 * security.md, goal 28, for one service: it is behind a BFF that checks all of this, and must not depend on it. Loops
 * over every operation of the contract, so a new one is under attack as soon as it is declared.
 */
export function describeServiceSecurity(name: string, facts: ServiceFacts): void {
  describe(`The ${name} by itself`, () => {
    let service: AttackedService;

    beforeAll(async () => {
      service = await startAttackedService(facts);
    }, 120_000);
    afterAll(() => service.close());

    for (const operation of facts.operations) {
      describe(`in ${operation.id}`, () => describeOperation(operation, () => service));
    }
  });
}

function describeOperation(operation: Operation, service: () => AttackedService): void {
  const scope = operation.access;
  const right: Who = operation.internal ? serviceIdentity : {};
  const asRightly = (change = {}) => service().callAs(right, operation, change);

  it('lets in whoever may, and shows nothing of another tenant', async () => {
    const answer = await asRightly();
    expect([401, 403]).withContext(answer.text).not.toContain(answer.status);
    for (const id of Object.values(service().foreign)) expect(answer.text).not.toContain(id);
  });

  it('refuses everything that is not a token for it with its proof', async () => {
    const call = { method: operation.method.toUpperCase(), url: service().url + addressOf(operation, service().own) };
    for (const [what, forge] of Object.entries(forgeries)) {
      const answer = await service().call(operation, await forge(service(), call));
      expectRefusal(answer, operation, 'ERR_UNAUTHENTICATED', what);
      expect(answer.headers.get('www-authenticate'))
        .withContext(what)
        .toMatch(/^DPoP algs="/);
    }
  });

  it('refuses a proof that was used before, and a token in the address', async () => {
    const { token, headers } = await service().issuer.mint(service().tokenFacts({ ...right, scope: '' }));
    const url = service().url + addressOf(operation, service().own);
    const once = await headers(operation.method.toUpperCase(), url);
    expectRefusal(await service().call(operation, once), operation, 'ERR_SCOPE', 'first');
    expectRefusal(await service().call(operation, once), operation, 'ERR_UNAUTHENTICATED', 'second');
    const inAddress = await service().call(operation, {}, { query: `?access_token=${token}` });
    expectRefusal(inAddress, operation, 'ERR_UNAUTHENTICATED', 'in the address');
  });

  it('refuses a token without the scope, whatever the roles', async () => {
    const others = [...service().facts.scopes, ...serviceScopes].filter((other) => other !== scope).join(' ');
    const answer = await service().callAs({ ...right, scope: others }, operation);
    expectRefusal(answer, operation, 'ERR_SCOPE', others);
    if (operation.method !== 'head') expect(answer.message).toContain(scope);
  });

  if (operation.internal) describeInternal(operation, service);
  else describePersonal(operation, service);

  if (operation.operator) {
    it('asks for a reason', async () => {
      for (const reason of [undefined, '', '   ']) {
        const answer = await asRightly({ headers: { 'X-Stella-Operator-Reason': reason } });
        expectRefusal(answer, operation, 'ERR_OPERATOR_REASON_REQUIRED', `reason: ${reason ?? 'none'}`);
      }
    });
  }

  if (operation.fresh) {
    it('asks for a fresh sign-in', async () => {
      for (const who of [{ signedInSecondsAgo: 310 }, { claims: { auth_time: undefined } }]) {
        const answer = await service().callAs(who, operation);
        expectRefusal(answer, operation, 'ERR_FRESH_AUTH_REQUIRED', JSON.stringify(who));
        const challenge = answer.headers.get('www-authenticate');
        expect(challenge).toContain('error="insufficient_user_authentication", max_age="300"');
      }
    });
  }

  if (operation.path.includes('{')) {
    it('does not tell an object of another tenant from one that does not exist', async () => {
      const { own, foreign } = service();
      const missing = Object.fromEntries(Object.entries(own).map(([collection, id]) => [collection, unused(id)]));
      const ofAnother = await asRightly({ ids: foreign });
      const ofNobody = await asRightly({ ids: missing });
      expect(said(ofAnother, foreign)).toEqual(said(ofNobody, missing));
      if (!operation.internal) expectRefusal(ofAnother, operation, 'ERR_NOT_FOUND', ofAnother.text);
    });
  }
}

function describePersonal(operation: Operation, service: () => AttackedService): void {
  for (const role of roles) {
    const may = grantedScopes([operation.access], [role]).size > 0;
    it(`${may ? 'lets in' : 'refuses'} a ${role}, whatever else is claimed in headers`, async () => {
      const who = { tenants: { [ownTenant]: [role], [foreignTenant]: roles } };
      const answer = await service().callAs(who, operation, { headers: identityHeaders });
      if (may) expect([401, 403]).withContext(answer.text).not.toContain(answer.status);
      else expectRefusal(answer, operation, 'ERR_SCOPE', role);
    });
  }

  it('refuses a tenant that is not the caller’s, and asks which of several', async () => {
    const named = await service().callAs({}, operation, { headers: { 'X-Stella-Tenant': foreignTenant } });
    expectRefusal(named, operation, 'ERR_TENANT_MISMATCH', 'named');
    const none = { 'X-Stella-Tenant': undefined };
    const inQuery = await service().callAs({}, operation, { headers: none, query: `?tenant=${foreignTenant}` });
    expectRefusal(inQuery, operation, 'ERR_TENANT_MISMATCH', 'in the query');
    const nobody = await service().callAs({ tenants: {} }, operation, { headers: none });
    expectRefusal(nobody, operation, 'ERR_TENANT_MISMATCH', 'of no tenant');
    const both = { tenants: { [ownTenant]: roles, [foreignTenant]: roles } };
    const open = await service().callAs(both, operation, { headers: none });
    expectRefusal(open, operation, 'ERR_TENANT_REQUIRED', 'of two');
    const unlike = await service().callAs(both, operation, { query: `?tenant=${foreignTenant}` });
    expectRefusal(unlike, operation, 'ERR_VALIDATION', 'two at once');
  });
}

/** A token of the client credentials grant. */
export const serviceIdentity: Who = {
  subject: 'export-center',
  clientId: 'export-center',
  scope: 'service:evidence',
  tenants: undefined,
};

function describeInternal(operation: Operation, service: () => AttackedService): void {
  it('refuses people, whatever their token and their headers claim', async () => {
    const scope = [...service().facts.scopes, ...serviceScopes].join(' ');
    for (const who of [{ scope }, { scope, clientId: 'export-center' }, { scope, subject: 'export-center' }]) {
      const answer = await service().callAs(who, operation, { headers: identityHeaders });
      expectRefusal(answer, operation, 'ERR_SCOPE', JSON.stringify(who));
    }
  });
}

const statusOf: Readonly<Record<string, number>> = {
  ERR_UNAUTHENTICATED: 401,
  ERR_FRESH_AUTH_REQUIRED: 401,
  ERR_SCOPE: 403,
  ERR_TENANT_MISMATCH: 403,
  ERR_NOT_FOUND: 404,
  ERR_TENANT_REQUIRED: 400,
  ERR_VALIDATION: 400,
  ERR_OPERATOR_REASON_REQUIRED: 400,
};

function expectRefusal({ status, code }: Answered, { method }: Operation, expected: string, context: string): void {
  expect(status)
    .withContext(context)
    .toBe(statusOf[expected] ?? 0);
  // An answer to HEAD has no body.
  if (method !== 'head') expect(code).withContext(context).toBe(expected);
}

/** What an answer says beside the id that was asked for. */
function said({ status, text }: Answered, ids: Ids): object {
  const plain = text.replaceAll(/"(?:traceId|timestamp)":"[^"]*"/g, '');
  return { status, text: Object.values(ids).reduce((shown, id) => shown.replaceAll(id, 'it'), plain) };
}

/** Well-formed, and the name of nothing. */
function unused(id: string): string {
  return id.replace(/[a-z0-9]$/, (sign) => (sign === '7' ? '8' : '7'));
}
