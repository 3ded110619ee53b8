import { type Client, errors, type ResourceServer } from 'oidc-provider';
import { evidenceLockerScopes, exportCenterScopes, type Scope } from '../../contracts/scopes.ts';
import type { Config } from '../../kernel/config/config.ts';

/** The scope that lets one of our own services speak to the Evidence Locker for itself, not for a person. */
export const serviceScope: Scope = 'service:evidence';

/** An API that access tokens are made for. */
interface Resource {
  /** Its resource indicator (RFC 8707), also the `aud` of its tokens. */
  readonly audience: string;
  /** What a person's token for it may carry. */
  readonly personScopes: readonly Scope[];
  /** What a service's own token for it may carry. */
  readonly serviceScopes: readonly Scope[];
}

/** One resource an upstream, so that a token stolen at one of them opens nothing at the other. */
function resourcesOf(config: Config): readonly Resource[] {
  return [
    { audience: config.exportCenterAudience, personScopes: exportCenterScopes, serviceScopes: [] },
    { audience: config.evidenceLockerAudience, personScopes: evidenceLockerScopes, serviceScopes: [serviceScope] },
  ];
}

/**
 * The provider's description of a resource, as far as this client may use it: JWT access tokens (RFC 9068).
 * The scopes named here are the only limit on what client credentials can ask for, as the provider checks a client's
 * registered scopes for OpenID scopes alone. Throws `invalid_target` where the client has nothing to ask for.
 */
export function resourceServer(config: Config, indicator: string, client: Client): ResourceServer {
  const resource = resourcesOf(config).find(({ audience }) => audience === indicator);
  const isService = client.grantTypeAllowed('client_credentials');
  const scopes = isService ? resource?.serviceScopes : resource?.personScopes;
  if (!resource || !scopes?.length) throw new errors.InvalidTarget();
  return {
    audience: resource.audience,
    scope: scopes.join(' '),
    accessTokenFormat: 'jwt',
    accessTokenTTL: config.accessTokenSeconds,
    jwt: { sign: { alg: 'ES256' } },
  };
}
