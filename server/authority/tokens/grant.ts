import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { UserDirectory } from '../users/user-directory.ts';
import { scopesOf } from '../users/user.ts';
import { identityScopes } from './claims.ts';

/**
 * What the person grants to the client that asks: all that it asks for and that some role of theirs allows. Nobody is
 * asked, as the only clients are our own.
 *
 * Each authorization gets a grant of its own. A grant is revoked as a whole, and the console revokes the tokens of the
 * session that a step-up replaced: with a shared grant, the new session would go with them.
 */
export async function grantWhatRolesAllow(ctx: KoaContextWithOIDC, users: UserDirectory): Promise<Grant | undefined> {
  const { account, client, provider, requestParamScopes, resourceServers = {} } = ctx.oidc;
  const user = account && (await users.find(account.accountId));
  if (!client || !user) return undefined;

  const allowed = new Set<string>([...identityScopes, ...scopesOf(user)]);
  const granted = [...requestParamScopes].filter((scope) => allowed.has(scope));

  const grant = new provider.Grant({ accountId: user.subject, clientId: client.clientId });
  grant.addOIDCScope(granted.filter((scope) => ctx.oidc.requestParamOIDCScopes.has(scope)));
  for (const [indicator, { scopes }] of Object.entries(resourceServers)) {
    grant.addResourceScope(
      indicator,
      granted.filter((scope) => scopes.has(scope)),
    );
  }
  await grant.save();
  return grant;
}
