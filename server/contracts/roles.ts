import type { Scope } from './scopes.ts';

/** Roles a subject can hold in a tenant (the values of the `stella:tenants` claim). */
export const roles = ['viewer', 'operator', 'tenant-admin', 'incident-responder', 'security-officer'] as const;

export type Role = (typeof roles)[number];

const viewer: readonly Scope[] = ['ui.read', 'export:read', 'evidence:read', 'timeline:read'];
const operator: readonly Scope[] = [...viewer, 'export:run', 'export:download', 'evidence:verify', 'evidence:download'];
const incidentResponder: readonly Scope[] = [
  ...viewer,
  'export:download',
  'evidence:download',
  'evidence:create',
  'evidence:verify',
  'evidence:hold',
  'evidence:incident',
];

/** What each role may do in the tenant it is held in. */
export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  viewer,
  operator,
  'tenant-admin': [
    ...operator,
    'export:profile:manage',
    'export:retention',
    'export:sources',
    'export:keys',
    'orch:quota',
    'evidence:retention',
    'ui.admin',
    'ui.audit',
  ],
  'incident-responder': incidentResponder,
  'security-officer': [...incidentResponder, 'evidence:hold:release', 'evidence:retention', 'ui.audit'],
};

export function isRole(value: string): value is Role {
  return (roles as readonly string[]).includes(value);
}

/**
 * What a call may do: the scopes of its token that the caller's roles in the selected tenant also grant.
 * The console uses the same function to hide what a role never has; the services decide with it.
 */
export function grantedScopes(tokenScopes: Iterable<string>, tenantRoles: readonly Role[]): Set<Scope> {
  const ofRoles = new Set<string>(tenantRoles.flatMap((role) => scopesOfRole[role]));
  return new Set([...tokenScopes].filter((scope): scope is Scope => ofRoles.has(scope)));
}
