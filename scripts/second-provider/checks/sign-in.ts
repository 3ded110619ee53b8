import assert from 'node:assert/strict';
import {
  getConsoleProfile,
  getSession,
  getTenants,
  introspectTokens,
} from '../../../server/contracts/bff/operations.ts';
import { evidenceLockerScopes, exportCenterScopes } from '../../../server/contracts/scopes.ts';
import type { Person } from '../person.ts';
import { users } from '../users.ts';
import type { Checks } from './checks.ts';

const scopesByAudience: Readonly<Record<string, readonly string[]>> = {
  'urn:stellaops:export-center': exportCenterScopes,
  'urn:stellaops:evidence-locker': evidenceLockerScopes,
};

/** A person signs in, and the console knows who it is, what they may do where, and what its tokens are. */
export async function checkSignIn(checks: Checks): Promise<Person> {
  const { report, provider } = checks;
  const admin = await checks.meet(users.admin);

  await report.check('the provider signs the person in and the console takes it', () => admin.signIn());

  await report.check('the session is of that person', async () => {
    const found = await admin.ask(getSession);
    assert.ok(found.authenticated);
    assert.equal(found.displayName, 'Ada Admin');
  });

  await report.check('the tenants are those of the claim, with their roles', async () => {
    const { tenants } = await admin.ask(getTenants);
    assert.deepEqual(Object.fromEntries(tenants.map(({ id, roles }) => [id, roles])), users.admin.tenants);
  });

  await report.check('the rights are those of the selected tenant only', async () => {
    const scopesIn = async (tenant: string) => (await admin.ask(getConsoleProfile, { tenant })).scopes;
    assert.ok((await scopesIn('acme')).includes('export:profile:manage'));
    assert.deepEqual(await scopesIn('globex'), ['evidence:read', 'export:read', 'timeline:read', 'ui.read']);
  });

  const { tokens } = await report.check('there is a token for each service, and a refresh token', async () => {
    const found = await admin.ask(introspectTokens);
    assert.deepEqual(found.tokens.map(({ audience }) => audience).sort(), Object.keys(scopesByAudience).sort());
    assert.ok(found.tokens.every(({ active, issuer }) => active && issuer === provider.issuer));
    assert.ok(found.refresh.present);
    return found;
  });

  await report.check(
    `the tokens are ${provider.senderConstrained === 'dpop' ? 'bound to a key' : 'bearer ones'}`,
    () => {
      for (const token of tokens) assert.equal(token.senderConstrained, provider.senderConstrained);
    },
  );

  await report.check('each token carries the scopes of its own service only', () => {
    for (const { audience, scopes } of tokens) {
      const foreign = scopes.filter((scope) => scope.includes(':') && !scopesByAudience[audience]?.includes(scope));
      assert.deepEqual(foreign, [], `for ${audience}`);
    }
  });
  return admin;
}
