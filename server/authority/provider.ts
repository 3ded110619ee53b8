import {
  Provider,
  type ClientMetadata,
  type Configuration,
  type KoaContextWithOIDC,
  interactionPolicy,
} from 'oidc-provider';
import type { Config } from '../kernel/config/config.ts';
import type { AuthorityKeys } from './keys/authority-keys.ts';
import { renderErrorPage } from './pages/error-page.ts';
import { signOutPages } from './sign-out.ts';
import type { ArtifactStore } from './storage/artifact-store.ts';
import { accessTokenClaims, claimsOfScopes, identityClaims, identityScopes } from './tokens/claims.ts';
import { grantWhatRolesAllow } from './tokens/grant.ts';
import { lifetimes } from './tokens/lifetimes.ts';
import { resourceServer } from './tokens/resources.ts';
import type { UserDirectory } from './users/user-directory.ts';
import { consoleScopes } from '../contracts/scopes.ts';

export interface ProviderParts {
  readonly config: Config;
  readonly keys: AuthorityKeys;
  readonly store: ArtifactStore;
  readonly users: UserDirectory;
  readonly clients: readonly ClientMetadata[];
}

/** The OpenID provider: oidc-provider, told what this product needs and nothing more. */
export function createProvider(parts: ProviderParts): Provider {
  return new Provider(parts.config.issuer, configuration(parts));
}

function configuration({ config, keys, store, users, clients }: ProviderParts): Configuration {
  return {
    adapter: (kind) => store.adapter(kind),
    clients: [...clients],
    jwks: { keys: [...keys.signing] },
    cookies: {
      keys: [...keys.cookies],
      names: { session: 'authority_session', interaction: 'authority_interaction', resume: 'authority_resume' },
    },

    // Who: accounts, and what their tokens say.
    findAccount: async (_ctx, subject) => {
      const user = await users.find(subject);
      return user && { accountId: user.subject, claims: () => identityClaims(user, config.tenantsClaim) };
    },
    scopes: [...identityScopes, ...consoleScopes],
    claims: claimsOfScopes(config.tenantsClaim),
    extraTokenClaims: (ctx, token) => accessTokenClaims(ctx, token, users, config.tenantsClaim),
    // The console reads the person from the ID token and saves the userinfo call.
    conformIdTokenClaims: false,

    // How: code only, PKCE always, no consent page.
    responseTypes: ['code'],
    pkce: { required: () => true },
    interactions: { policy: policyWithoutConsent(), url: (_ctx, { uid }) => `/interaction/${uid}` },
    loadExistingGrant: (ctx) => grantWhatRolesAllow(ctx, users),
    renderError: (ctx, out) => renderError(ctx, out.error, config),

    // Tokens: rotated, bound to a key, and alive until they expire, are revoked or their session ends (sign-out.ts).
    ttl: lifetimes(config),
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    expiresWithSession: () => false,

    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientAuthMethods: ['private_key_jwt'],
    enabledJWA: {
      clientAuthSigningAlgValues: ['ES256'],
      idTokenSigningAlgValues: ['ES256'],
      userinfoSigningAlgValues: ['ES256'],
      dPoPSigningAlgValues: ['ES256'],
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, ...signOutPages(config) },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx, indicator, client) => resourceServer(config, indicator, client),
      },
    },
    // No browser calls these endpoints from a page: no cross-origin access.
    clientBasedCORS: () => false,
    fetch: fetchLoopback,
  };
}

/** The only clients are our own, so nobody is asked whether they may. */
function policyWithoutConsent(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  return policy;
}

/**
 * The provider refuses to call loopback addresses, lest a client make it call its own host. Here the console is on this
 * very host, its address comes from our own configuration, and no client can register: back-channel logout must get out.
 */
function fetchLoopback(url: string | URL | Request, options: RequestInit = {}): Promise<Response> {
  const unguarded = { ...options };
  delete unguarded.dispatcher;
  return globalThis.fetch(url, unguarded);
}

function renderError(ctx: KoaContextWithOIDC, code: string, config: Config): void {
  const expired = code === 'invalid_request' && ['resume', 'authorization'].includes(ctx.oidc.route);
  ctx.type = 'html';
  ctx.body = renderErrorPage({
    title: ctx.status >= 500 ? 'Something went wrong here' : 'This request cannot be answered',
    message: expired
      ? 'The sign-in has expired, was already finished, or belongs to another browser. Start again from the console.'
      : 'Start again from the console. If it happens again, tell whoever runs this installation.',
    code,
    continueAt: config.publicOrigin,
  });
}
