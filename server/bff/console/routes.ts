import {
  endOtherSessions as endOtherSessionsOperation,
  endSession,
  extendSession,
  getConsoleProfile,
  getPreferences,
  getSession,
  getStatus,
  getTenants,
  introspectTokens,
  listSessions,
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
import { endOtherSessions, endOwnSession, listOwnSessions } from './own-sessions.ts';
import { selectTenant, tenantsOf, type TenantSelectionParts } from './console-tenants.ts';
import type { PreferencesStore } from './preferences-store.ts';
import { removedSessionCookie } from '../sessions/session-cookie.ts';

export interface ConsoleParts extends TenantSelectionParts {
  readonly config: Config;
  readonly preferences: PreferencesStore;
  readonly signOut: SignOut;
}

/** Nothing of the person stays in the browser. */
const signedOutHeaders = { 'Set-Cookie': removedSessionCookie, 'Clear-Site-Data': '"cache", "storage"' };

/** What the BFF answers by itself to the console's code. Who calls is the session that the guard found. */
export function consoleRoutes(parts: ConsoleParts): Route[] {
  const { config, sessions, preferences, signOut } = parts;

  return [
    route(getSession, ({ request }) => sessionFacts(stateOf(request).session)),

    route(extendSession, async ({ request }) => sessionFacts(await sessions.prolong(sessionOf(request), 'exactly'))),

    route(logout, async ({ request }) => {
      const logoutUrl = await signOut(sessionOf(request));
      return reply({ logoutUrl }, { headers: signedOutHeaders });
    }),

    route(listSessions, ({ request }) => listOwnSessions(sessions, sessionOf(request))),

    route(endSession, async ({ request, params }) => {
      const wasCurrent = await endOwnSession(sessions, sessionOf(request), params.id);
      return reply(undefined, { headers: wasCurrent ? signedOutHeaders : {} });
    }),

    route(endOtherSessionsOperation, async ({ request }) => ({
      ended: await endOtherSessions(sessions, sessionOf(request)),
    })),

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
