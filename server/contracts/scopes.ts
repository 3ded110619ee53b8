/**
 * Scopes of the three HTTP surfaces. No zod here: the browser's initial bundle imports this file.
 * Which API a scope belongs to decides which access token carries it (security.md, goal 6).
 */
export const consoleScopes = ['ui.read', 'ui.admin', 'ui.audit'] as const;

export const exportCenterScopes = [
  'export:read',
  'export:run',
  'export:download',
  'export:profile:manage',
  'export:retention',
  'export:sources',
  'export:keys',
  'orch:quota',
] as const;

export const evidenceLockerScopes = [
  'evidence:read',
  'evidence:download',
  'evidence:create',
  'evidence:verify',
  'evidence:hold',
  'evidence:hold:release',
  'evidence:incident',
  'evidence:retention',
  'timeline:read',
] as const;

/** Held by service identities only, never by a role. */
export const serviceScopes = ['service:evidence', 'replay:read', 'replay:write'] as const;

export const scopes = [...consoleScopes, ...exportCenterScopes, ...evidenceLockerScopes, ...serviceScopes] as const;

export type Scope = (typeof scopes)[number];

export function isScope(value: string): value is Scope {
  return (scopes as readonly string[]).includes(value);
}
