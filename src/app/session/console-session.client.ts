import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { firstValueFrom, type Observable } from 'rxjs';
import type { EndedSessions, OwnSessions } from '../../../server/contracts/bff/own-sessions.ts';
import type {
  ConsoleProfile,
  Preferences,
  Session,
  Status,
  Tenants,
  TokenFacts,
} from '../../../server/contracts/bff/session.ts';
import type { Loaded } from '../shared/util/loaded.ts';
import { inBackground } from './request-context.ts';
import { tenantResource } from './tenant-resource.ts';

/** The BFF's own operations (contract.md, section 2). The only file that knows their URLs. */
@Service()
export class ConsoleSessionClient {
  readonly #http = inject(HttpClient);

  /** Never prolongs the session. */
  session(): Promise<Session> {
    return answerOf(this.#http.get<Session>('/bff/session', { context: inBackground() }));
  }

  extend(): Promise<Session> {
    return answerOf(this.#http.post<Session>('/bff/session/extend', null));
  }

  /** Ends the session; the browser then has to follow `logoutUrl` to end it at the OpenID provider too. */
  logout(): Promise<{ logoutUrl: string }> {
    return answerOf(this.#http.post<{ logoutUrl: string }>('/bff/logout', null));
  }

  /** Where to navigate to sign in; comes back to the local path `returnTo`. */
  loginUrl(returnTo: string): string {
    return `/bff/login?returnTo=${encodeURIComponent(returnTo)}`;
  }

  /** Where to navigate to sign in again within the session, for what needs a fresh sign-in. */
  stepUpUrl(returnTo: string): string {
    return `/bff/step-up?returnTo=${encodeURIComponent(returnTo)}`;
  }

  /** The person's own sessions, on all browsers. Needs an injection context. */
  ownSessions(): Loaded<OwnSessions> {
    return tenantResource<OwnSessions>(() => ({ url: '/bff/sessions' }));
  }

  /** Needs a fresh sign-in, as does the next. */
  endSession(sessionId: string): Promise<void> {
    return answerOf(this.#http.delete<undefined>(`/bff/sessions/${sessionId}`));
  }

  endOtherSessions(): Promise<EndedSessions> {
    return answerOf(this.#http.delete<EndedSessions>('/bff/sessions'));
  }

  tenants(): Promise<Tenants> {
    return answerOf(this.#http.get<Tenants>('/console/tenants'));
  }

  /** Records the switch in the audit; what the console shows follows the URL alone. */
  recordTenant(tenant: string): Promise<Tenants> {
    return answerOf(this.#http.put<Tenants>('/console/tenants/selected', { tenant }));
  }

  preferences(): Promise<Preferences> {
    return answerOf(this.#http.get<Preferences>('/console/preferences'));
  }

  savePreferences(preferences: Preferences): Promise<Preferences> {
    return answerOf(this.#http.put<Preferences>('/console/preferences', preferences));
  }

  /** Version, commit and environment of what answers. Needs an injection context. */
  status(): HttpResourceRef<Status | undefined> {
    return httpResource<Status>(() => '/status');
  }

  /** The person in the selected tenant. Needs an injection context. */
  profile(): Loaded<ConsoleProfile> {
    return tenantResource<ConsoleProfile>(() => ({ url: '/console/profile' }));
  }

  /** Facts about the tokens that the BFF holds, never a token. Read while `wanted`. Needs an injection context. */
  tokenFacts(wanted: () => boolean): Loaded<TokenFacts> {
    return tenantResource<TokenFacts>(() => (wanted() ? { url: '/console/token/introspect' } : undefined));
  }
}

/** Whether a URL is answered behind the BFF's header check. */
export function isConsoleCall(url: string): boolean {
  return url === '/status' || /^\/(?:bff|console|api\/export|evidence)\//.test(url);
}

/** Whether what a URL answers depends on the selected tenant. */
export function isTenantCall(url: string): boolean {
  return /^\/(?:console|api\/export|evidence)\//.test(url);
}

function answerOf<T>(answer: Observable<T>): Promise<T> {
  return firstValueFrom(answer);
}
