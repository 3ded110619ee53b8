import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { auditLines, auditQuery } from './audit.ts';
import { endedSessions, ownSessionId, ownSessions } from './own-sessions.ts';
import { consoleProfile, preferences, session, status, tenants, tenantSelection, tokenFacts } from './session.ts';

const returnTo = z.strictObject({ returnTo: z.string().max(2048).optional() });
const redirect = { status: 200, description: 'Redirects', mediaType: 'text/html' } as const;

export const login = defineOperation({
  id: 'login',
  method: 'get',
  path: '/bff/login',
  summary: 'Sign in: a navigation that goes to the OpenID provider and comes back to `returnTo`',
  access: 'public',
  transport: 'json',
  query: returnTo,
  success: redirect,
  errors: ['ERR_CSRF', 'ERR_RATE_LIMIT'],
});

export const stepUp = defineOperation({
  id: 'stepUp',
  method: 'get',
  path: '/bff/step-up',
  summary: 'Sign in again (`max_age=0`) in the running session, for what needs a fresh sign-in',
  access: 'session',
  transport: 'json',
  query: returnTo,
  success: redirect,
  errors: ['ERR_CSRF', 'ERR_RATE_LIMIT'],
});

export const callback = defineOperation({
  id: 'callback',
  method: 'get',
  path: '/bff/callback',
  summary: 'Where the OpenID provider sends the browser back to',
  access: 'public',
  transport: 'json',
  success: redirect,
  errors: ['ERR_VALIDATION', 'ERR_UNAUTHENTICATED', 'ERR_RATE_LIMIT'],
});

export const logout = defineOperation({
  id: 'logout',
  method: 'post',
  path: '/bff/logout',
  summary: 'End the session here, then at the OpenID provider by following `logoutUrl`',
  access: 'session',
  transport: 'json',
  success: { status: 200, description: 'Where to go next', schema: z.strictObject({ logoutUrl: z.string() }) },
});

export const backchannelLogout = defineOperation({
  id: 'backchannelLogout',
  method: 'post',
  path: '/bff/backchannel-logout',
  summary: 'OpenID Connect Back-Channel Logout 1.0',
  access: 'public',
  transport: 'json',
  success: { status: 200, description: 'The sessions named are ended' },
  errors: ['ERR_VALIDATION', 'ERR_RATE_LIMIT'],
});

export const getSession = defineOperation({
  id: 'getSession',
  method: 'get',
  path: '/bff/session',
  summary: 'Who is signed in, and until when; reading never prolongs',
  access: 'public',
  transport: 'json',
  success: { status: 200, description: 'The session', schema: session },
});

export const extendSession = defineOperation({
  id: 'extendSession',
  method: 'post',
  path: '/bff/session/extend',
  summary: 'Prolong the idle time',
  access: 'session',
  transport: 'json',
  success: { status: 200, description: 'The session', schema: session },
});

export const listSessions = defineOperation({
  id: 'listSessions',
  method: 'get',
  path: '/bff/sessions',
  summary: "The person's own sessions, on all browsers",
  access: 'session',
  transport: 'json',
  success: { status: 200, description: 'The sessions', schema: ownSessions },
});

export const endSession = defineOperation({
  id: 'endSession',
  method: 'delete',
  path: '/bff/sessions/{id}',
  summary: "End one of the person's own sessions; its streams and downloads end within 2 s",
  access: 'session',
  fresh: true,
  transport: 'json',
  params: z.strictObject({ id: ownSessionId }),
  success: { status: 204, description: 'The session has ended' },
  errors: ['ERR_FRESH_AUTH_REQUIRED', 'ERR_NOT_FOUND'],
});

export const endOtherSessions = defineOperation({
  id: 'endOtherSessions',
  method: 'delete',
  path: '/bff/sessions',
  summary: "End all of the person's own sessions but this one",
  access: 'session',
  fresh: true,
  transport: 'json',
  success: { status: 200, description: 'How many were ended', schema: endedSessions },
  errors: ['ERR_FRESH_AUTH_REQUIRED'],
});

export const getTenants = defineOperation({
  id: 'getTenants',
  method: 'get',
  path: '/console/tenants',
  summary: 'Tenants of the person, with the roles held in each',
  access: 'session',
  transport: 'json',
  success: { status: 200, description: 'The tenants', schema: tenants },
});

export const selectTenant = defineOperation({
  id: 'selectTenant',
  method: 'put',
  path: '/console/tenants/selected',
  summary: 'Record the switch to another tenant',
  access: 'session',
  transport: 'json',
  body: tenantSelection,
  success: { status: 200, description: 'The tenants', schema: tenants },
  errors: ['ERR_TENANT_MISMATCH'],
});

export const getConsoleProfile = defineOperation({
  id: 'getConsoleProfile',
  method: 'get',
  path: '/console/profile',
  summary: 'The person in the selected tenant',
  access: 'ui.read',
  transport: 'json',
  success: { status: 200, description: 'The profile', schema: consoleProfile },
});

export const introspectTokens = defineOperation({
  id: 'introspectTokens',
  method: 'get',
  path: '/console/token/introspect',
  summary: 'Facts about the tokens that the BFF holds for this session, never a token',
  access: 'session',
  transport: 'json',
  success: { status: 200, description: 'The facts', schema: tokenFacts },
});

export const getPreferences = defineOperation({
  id: 'getPreferences',
  method: 'get',
  path: '/console/preferences',
  summary: "The person's preferences",
  access: 'session',
  transport: 'json',
  success: { status: 200, description: 'The preferences', schema: preferences },
});

export const putPreferences = defineOperation({
  id: 'putPreferences',
  method: 'put',
  path: '/console/preferences',
  summary: "Replace the person's preferences",
  access: 'session',
  transport: 'json',
  body: preferences,
  success: { status: 200, description: 'The preferences', schema: preferences },
});

export const listAudit = defineOperation({
  id: 'listAudit',
  method: 'get',
  path: '/console/audit',
  summary: 'Sign-ins, refusals, step-ups, session ends and tenant switches of the people of the selected tenant',
  access: 'ui.audit',
  transport: 'json',
  query: auditQuery,
  success: { status: 200, description: 'The audit lines, newest first', schema: auditLines },
});

export const getStatus = defineOperation({
  id: 'getStatus',
  method: 'get',
  path: '/status',
  summary: 'Version, commit, roles and feature flags',
  access: 'public',
  transport: 'json',
  success: { status: 200, description: 'The status', schema: status },
});

/** Every operation that the BFF answers by itself, in the order of its OpenAPI document. */
export const bffOperations = [
  login,
  stepUp,
  callback,
  logout,
  backchannelLogout,
  getSession,
  extendSession,
  listSessions,
  endSession,
  endOtherSessions,
  getTenants,
  selectTenant,
  getConsoleProfile,
  introspectTokens,
  getPreferences,
  putPreferences,
  listAudit,
  getStatus,
] as const;
