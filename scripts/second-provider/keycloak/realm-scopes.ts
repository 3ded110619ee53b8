import {
  consoleScopes,
  evidenceLockerScopes,
  exportCenterScopes,
  type Scope,
} from '../../../server/contracts/scopes.ts';

/** The defaults of EXPORT_CENTER_AUDIENCE and EVIDENCE_LOCKER_AUDIENCE. */
const exportCenter = 'urn:stellaops:export-center';
const evidenceLocker = 'urn:stellaops:evidence-locker';

const serviceScope: Scope = 'service:evidence';

export const scopeNames = {
  subject: 'basic',
  tenants: 'stella-tenants',
  /** User attribute that holds the JSON text of the tenants claim. */
  tenantsAttribute: 'stella-tenants',
  ofPeople: [...consoleScopes, ...exportCenterScopes, ...evidenceLockerScopes],
  ofServices: serviceScope,
} as const;

/** In ID tokens the BFF reads them, in access tokens the services do. */
const inBothTokens = { 'id.token.claim': 'true', 'access.token.claim': 'true' };

/**
 * Every scope that a token of the realm can have, and with it every claim. A scope of an API brings the API's audience:
 * a token that asks for scopes of one service is of no use at the other.
 */
export const realmScopes = [
  scope(scopeNames.subject, { inToken: false }, [
    mapper('sub', 'oidc-sub-mapper', { 'access.token.claim': 'true' }),
    mapper('auth_time', 'oidc-usersessionmodel-note-mapper', {
      ...inBothTokens,
      'user.session.note': 'AUTH_TIME',
      'claim.name': 'auth_time',
      'jsonType.label': 'long',
    }),
  ]),
  scope('profile', {}, [
    mapper('name', 'oidc-full-name-mapper', inBothTokens),
    mapper('preferred_username', 'oidc-usermodel-attribute-mapper', {
      ...inBothTokens,
      'user.attribute': 'username',
      'claim.name': 'preferred_username',
      'jsonType.label': 'String',
    }),
  ]),
  scope('email', {}, [
    mapper('email', 'oidc-usermodel-attribute-mapper', {
      'id.token.claim': 'true',
      'user.attribute': 'email',
      'claim.name': 'email',
      'jsonType.label': 'String',
    }),
  ]),
  scope(scopeNames.tenants, { inToken: false }, [
    mapper('stella:tenants', 'oidc-usermodel-attribute-mapper', {
      ...inBothTokens,
      'user.attribute': scopeNames.tenantsAttribute,
      'claim.name': 'stella:tenants',
      'jsonType.label': 'JSON',
    }),
  ]),
  ...consoleScopes.map((name) => scope(name)),
  ...exportCenterScopes.map((name) => scope(name, {}, [audience(exportCenter)])),
  ...[...evidenceLockerScopes, serviceScope].map((name) => scope(name, {}, [audience(evidenceLocker)])),
];

function scope(name: string, { inToken = true } = {}, protocolMappers: readonly object[] = []) {
  return {
    name,
    protocol: 'openid-connect',
    attributes: { 'include.in.token.scope': String(inToken), 'display.on.consent.screen': 'false' },
    protocolMappers,
  };
}

function audience(name: string) {
  return mapper(`audience ${name}`, 'oidc-audience-mapper', {
    'access.token.claim': 'true',
    'included.custom.audience': name,
  });
}

export function mapper(name: string, protocolMapper: string, config: Readonly<Record<string, string>>) {
  return { name, protocol: 'openid-connect', protocolMapper, config };
}
