import type { JWK } from 'jose';
import type { User } from '../users.ts';
import { mapper, realmScopes, scopeNames } from './realm-scopes.ts';

export interface RealmOptions {
  readonly realm: string;
  /** PUBLIC_ORIGIN of the console. */
  readonly consoleOrigin: string;
  /** Public keys that the clients prove themselves with (`private_key_jwt`). */
  readonly consoleKey: JWK;
  readonly exportCenterKey: JWK;
  readonly users: readonly User[];
  readonly accessTokenSeconds: number;
}

/** What Keycloak's admin API and its “Create realm” page take. */
export type RealmRepresentation = Readonly<Record<string, unknown>>;

/** A realm that signs people into the console: two clients, the contract's scopes, and people with roles by tenant. */
export function createRealm(options: RealmOptions): RealmRepresentation {
  const { realm, accessTokenSeconds, users } = options;
  return {
    realm,
    enabled: true,
    accessTokenLifespan: accessTokenSeconds,
    // A refresh token works once; the BFF sees to it that no two requests use the same one.
    revokeRefreshToken: true,
    refreshTokenMaxReuse: 0,
    // At least as long as the console's own limits (SESSION_IDLE_SECONDS, SESSION_ABSOLUTE_SECONDS).
    ssoSessionIdleTimeout: 1_800,
    ssoSessionMaxLifespan: 36_000,
    clientScopes: realmScopes,
    defaultDefaultClientScopes: [],
    defaultOptionalClientScopes: [],
    clients: [consoleClient(options), exportCenterClient(options)],
    users: users.map(realmUser),
    // The record that the checks count refreshes in.
    eventsEnabled: true,
    enabledEventTypes: ['LOGIN', 'LOGOUT', 'REFRESH_TOKEN', 'REFRESH_TOKEN_ERROR', 'CODE_TO_TOKEN', 'CLIENT_LOGIN'],
    components: { 'org.keycloak.userprofile.UserProfileProvider': [tenantsKeptByAdmins] },
  };
}

/** Keys instead of secrets, and tokens that are bound to a key: RFC 7523 and RFC 9449. */
function provenBy(key: JWK) {
  return {
    clientAuthenticatorType: 'client-jwt',
    attributes: {
      'use.jwks.string': 'true',
      // Keycloak passes over keys that do not say what they are for.
      'jwks.string': JSON.stringify({ keys: [{ ...key, use: 'sig' }] }),
      'token.endpoint.auth.signing.alg': 'ES256',
      'dpop.bound.access.tokens': 'true',
      // `typ: at+jwt`, so that no ID token passes for an access token.
      'access.token.header.type.rfc9068': 'true',
    },
  };
}

/** The BFF: it signs people in, and tells the Evidence Locker of tenant switches in its own name. */
function consoleClient({ consoleOrigin, consoleKey }: RealmOptions) {
  const { attributes, ...proven } = provenBy(consoleKey);
  return {
    clientId: 'stella-console',
    name: 'StellaOps Console',
    ...proven,
    publicClient: false,
    standardFlowEnabled: true,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: true,
    fullScopeAllowed: false,
    redirectUris: [`${consoleOrigin}/bff/callback`],
    attributes: {
      ...attributes,
      'pkce.code.challenge.method': 'S256',
      'require.pushed.authorization.requests': 'true',
      'post.logout.redirect.uris': `${consoleOrigin}/`,
      'backchannel.logout.url': `${consoleOrigin}/bff/backchannel-logout`,
      'backchannel.logout.session.required': 'true',
    },
    protocolMappers: [clientIdClaim('stella-console')],
    defaultClientScopes: [scopeNames.subject, scopeNames.tenants],
    optionalClientScopes: ['profile', 'email', ...scopeNames.ofPeople, scopeNames.ofServices],
  };
}

/** The Export Center speaks for itself only. */
function exportCenterClient({ exportCenterKey }: RealmOptions) {
  return {
    clientId: 'export-center',
    name: 'Export Center',
    ...provenBy(exportCenterKey),
    publicClient: false,
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: true,
    fullScopeAllowed: false,
    protocolMappers: [clientIdClaim('export-center')],
    defaultClientScopes: [scopeNames.subject],
    optionalClientScopes: [scopeNames.ofServices],
  };
}

/** RFC 9068 demands it; Keycloak says `azp`. */
function clientIdClaim(clientId: string) {
  return mapper('client_id', 'oidc-hardcoded-claim-mapper', {
    'access.token.claim': 'true',
    'claim.name': 'client_id',
    'claim.value': clientId,
    'jsonType.label': 'String',
  });
}

function realmUser({ userName, firstName, lastName, password, tenants }: User) {
  return {
    username: userName,
    enabled: true,
    firstName,
    lastName,
    email: `${userName}@acme.example`,
    emailVerified: true,
    attributes: { [scopeNames.tenantsAttribute]: [JSON.stringify(tenants)] },
    credentials: [{ type: 'password', value: password, temporary: false }],
  };
}

/** Only admins see and change attributes besides name and e-mail: nobody gives themselves a role. */
const tenantsKeptByAdmins = {
  providerId: 'declarative-user-profile',
  config: {
    'kc.user.profile.config': [
      JSON.stringify({
        attributes: ['username', 'email', 'firstName', 'lastName'].map((name) => ({
          name,
          permissions: { view: ['admin', 'user'], edit: ['admin', 'user'] },
        })),
        unmanagedAttributePolicy: 'ADMIN_EDIT',
      }),
    ],
  },
};
