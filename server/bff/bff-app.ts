import type { Express } from 'express';
import { bffOpenApi } from '../contracts/openapi.ts';
import type { Config } from '../kernel/config/config.ts';
import { createApp } from '../kernel/http/create-app.ts';
import { mountHealth } from '../kernel/http/management.ts';
import type { ReadinessChecks } from '../kernel/http/readiness.ts';
import type { Services } from '../kernel/services.ts';
import { version } from '../kernel/version.ts';
import { auditRefusals } from './audit/audit-refusals.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import { consoleRoutes, type ConsoleParts } from './console/routes.ts';
import type { ConsoleBuild } from './page/console-build.ts';
import { serveConsole } from './page/serve-console.ts';
import { passOn, type PassOnParts } from './proxy/pass-on.ts';
import { checkSender, checkWire, findOperation, findSession } from './request/guard.ts';
import { noteClient } from './audit/note-client.ts';
import type { CountRequest } from './request/rate-limits.ts';
import { createRouteTable } from './request/route-table.ts';
import { securityHeaders } from './request/security-headers.ts';
import { createSessionVerifier } from './request/session-verifier.ts';
import { showSignInErrors } from './sign-in/sign-in-error-page.ts';
import { mountSignIn, type SignInParts } from './sign-in/sign-in.ts';

export interface BffParts
  extends SignInParts, ConsoleParts, PassOnParts, Pick<Services, 'config' | 'database' | 'logger' | 'metrics'> {
  readonly build: ConsoleBuild;
  readonly countRequest: CountRequest;
  readonly checks: ReadinessChecks;
  /** Checks own answers against the contract; for specs. */
  readonly checkAnswers?: boolean;
}

/**
 * The BFF, top to bottom. A request that any line refuses goes no further; only what is left at the end reaches a
 * service. security.md has the goals that each line serves.
 */
export function createBffApp(config: Config, parts: BffParts): Express {
  const { publicOrigin, trustedProxies, clientId } = config;
  const { database, logger, metrics, sessions, checkAnswers = false } = parts;
  return createApp({
    name: 'bff',
    routes: [...consoleRoutes(parts), ...auditRoutes(parts)],
    verifier: createSessionVerifier(clientId),
    traceIds: 'made',
    database,
    logger,
    metrics,
    checkAnswers,
    mount: {
      first(app) {
        app.set('trust proxy', trustedProxies);
        app.set('query parser', 'simple');
        app.use(noteClient);
        app.use(securityHeaders());
        app.use(checkWire(publicOrigin));
        app.use(serveConsole(parts.build));
        app.get('/.well-known/openapi', (_request, response) => void response.json(bffOpenApi(version)));
        mountHealth(app, parts.checks);
        app.use(findOperation(createRouteTable()));
        app.use(checkSender(publicOrigin));
        app.use(findSession(sessions, parts.countRequest));
        app.use(passOn(parts));
        mountSignIn(app, parts);
      },
      last(app) {
        app.use(auditRefusals(parts));
        app.use(showSignInErrors);
      },
    },
  });
}
