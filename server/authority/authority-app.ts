import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Provider } from 'oidc-provider';
import type { Config } from '../kernel/config/config.ts';
import { createApp } from '../kernel/http/create-app.ts';
import type { Logger } from '../kernel/logging/logger.ts';
import type { Services } from '../kernel/services.ts';
import { renderErrorPage } from './pages/error-page.ts';
import { securityHeaders } from './security-headers.ts';
import { createSignInAttempts } from './sign-in/sign-in-attempts.ts';
import { createSignInRoutes } from './sign-in/sign-in-routes.ts';
import type { UserDirectory } from './users/user-directory.ts';

const fontFolder = dirname(
  fileURLToPath(import.meta.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2')),
);

export interface AuthorityParts extends Pick<Services, 'logger' | 'metrics' | 'database'> {
  readonly provider: Provider;
  readonly users: UserDirectory;
}

/** The authority's HTTP surface: our pages in front, the provider's endpoints behind. */
export function createAuthorityApp(config: Config, parts: AuthorityParts): Express {
  const { provider, users, logger, metrics, database } = parts;
  return createApp({
    name: 'authority',
    routes: [],
    logger,
    metrics,
    database,
    traceIds: 'made',
    mount: {
      first(app) {
        app.use(securityHeaders(config.publicOrigin));
        app.use(refuseOtherHosts(config.issuer));
      },
      last(app) {
        app.get('/', (_request, response) => response.redirect(303, config.publicOrigin));
        app.use('/assets', serveFont());
        app.use(createSignInRoutes({ provider, users, attempts: createSignInAttempts(), logger, metrics }));
        app.use(provider.callback());
        app.use(showError(config, logger));
      },
    },
  });
}

/** The one font, from its package; its file never changes under its name but with a release of ours. */
function serveFont(): RequestHandler {
  return express.static(fontFolder, {
    index: false,
    cacheControl: false,
    setHeaders: (response) => response.setHeader('Cache-Control', 'public, max-age=86400'),
  });
}

/** The provider builds addresses from `Host`; only its own may get there (and no page of a rebound host name). */
function refuseOtherHosts(issuer: string): RequestHandler {
  const { host } = new URL(issuer);
  return (request, response, next) => {
    if (request.headers.host === host) next();
    else response.status(421).type('text').send(`This is ${issuer} and answers under that name only.\n`);
  };
}

/** Whatever our own pages throw: mostly a sign-in that is over. */
function showError({ publicOrigin }: Config, logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = statusOf(error);
    if (status >= 500) logger.error({ error }, 'request failed');
    const page =
      status >= 500
        ? {
            title: 'Something went wrong here',
            message: 'Try again. If it happens again, the log of this server says why.',
          }
        : {
            title: 'This sign-in is over',
            message:
              'It has expired, was already finished, or belongs to another browser. Start again from the console.',
          };
    response
      .status(status)
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(renderErrorPage({ ...page, continueAt: publicOrigin }));
  };
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 ? status : 500;
}
