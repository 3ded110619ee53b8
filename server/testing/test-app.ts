import type { Database } from '../kernel/database/database.ts';
import { createApp, type AppOptions } from '../kernel/http/create-app.ts';
import { listen, type RunningServer } from '../kernel/http/listen.ts';
import type { Route } from '../kernel/http/route.ts';
import { createTokenVerifier } from '../kernel/http/token-verifier.ts';
import { createMetrics } from '../kernel/metrics/metrics.ts';
import type { FakeIssuer, TokenFacts } from './fake-issuer.ts';
import { silentLogger } from './test-logger.ts';

export interface TestApp extends RunningServer {
  /** A request without a token. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** A request with a DPoP-bound token of the given facts and a fresh proof. */
  fetchAs(who: Omit<TokenFacts, 'audience'>, path: string, init?: RequestInit): Promise<Response>;
}

export const testAudience = 'urn:stellaops:spec';

export interface TestAppOptions extends Partial<AppOptions> {
  readonly database: Database;
  readonly issuer: FakeIssuer;
  readonly routes: readonly Route[];
  readonly serviceSubjects?: readonly string[];
}

/** An app on a free port, checked by the fake issuer's tokens, whose answers are checked against the contract. */
export async function startTestApp({ issuer, serviceSubjects = [], ...options }: TestAppOptions): Promise<TestApp> {
  const app = createApp({
    name: 'spec',
    logger: silentLogger,
    metrics: createMetrics('spec'),
    // Made below: proofs name the address, which is known only once the server listens.
    verifier: { verify: (request) => verifier.verify(request) },
    checkAnswers: true,
    ...options,
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const verifier = createTokenVerifier({
    issuer: issuer.url,
    audience: testAudience,
    tenantsClaim: 'stella:tenants',
    resourceUrl: server.url,
    serviceSubjects,
  });
  return {
    ...server,
    fetch: (path, init) => fetch(`${server.url}${path}`, init),
    async fetchAs(who, path, init = {}) {
      const token = await issuer.mint({ audience: testAudience, ...who });
      const url = `${server.url}${path}`;
      const proven = await token.headers(init.method ?? 'GET', url);
      return fetch(url, { ...init, headers: { ...(init.headers as Record<string, string> | undefined), ...proven } });
    },
  };
}
