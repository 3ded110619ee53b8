import {
  extendSession,
  getConsoleProfile,
  getPreferences,
  getSession,
  getStatus,
  getTenants,
  introspectTokens,
  logout,
  putPreferences,
  selectTenant as selectTenantOperation,
} from '../../contracts/bff/operations.ts';
import type { Config } from '../../kernel/config/config.ts';
import { statusOf } from '../../kernel/http/management.ts';
import { reply } from '../../kernel/http/reply.ts';
import { route, type Route } from '../../kernel/http/route.ts';
import { stateOf } from '../request/request-state.ts';
import { sessionOf } from '../request/guard.ts';
import type { SignOut } from '../sign-in/sign-out.ts';
import { consoleProfileOf, sessionFacts, tokenFactsOf } from './console-session.ts';
import { selectTenant, tenantsOf, type TenantSelectionParts } from './console-tenants.ts';
import type { PreferencesStore } from './preferences-store.ts';
import { removedSessionCookie } from '../sessions/session-cookie.ts';

export interface ConsoleParts extends TenantSelectionParts {
  readonly config: Config;
  readonly preferences: PreferencesStore;
  readonly signOut: SignOut;
}

/** What the BFF answers by itself to the console's code. Who calls is the session that the guard found. */
export function consoleRoutes(parts: ConsoleParts): Route[] {
  const { config, sessions, preferences, signOut } = parts;

  return [
    route(getSession, ({ request }) => sessionFacts(stateOf(request).session)),

    route(extendSession, async ({ request }) => sessionFacts(await sessions.prolong(sessionOf(request), 'exactly'))),

    route(logout, async ({ request }) => {
      const logoutUrl = await signOut(sessionOf(request));
      const headers = { 'Set-Cookie': removedSessionCookie, 'Clear-Site-Data': '"cache", "storage"' };
      return reply({ logoutUrl }, { headers });
    }),

    route(getTenants, ({ request }) => tenantsOf(sessionOf(request))),

    route(selectTenantOperation, ({ request, body }) => selectTenant(parts, sessionOf(request), body.tenant)),

    route(getConsoleProfile, ({ request, tenant }) =>
      consoleProfileOf(sessionOf(request), tenant, config.issuer, Date.now()),
    ),

    route(introspectTokens, ({ request }) => tokenFactsOf(sessionOf(request), config, Date.now())),

    route(getPreferences, ({ caller }) => preferences.read(caller.subject)),

    route(putPreferences, async ({ caller, body }) => {
      await preferences.replace(caller.subject, body);
      return body;
    }),

    route(getStatus, () => statusOf('console', config)),
  ];
}
