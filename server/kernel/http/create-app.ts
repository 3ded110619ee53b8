import express, { type Express } from 'express';
import type { Database } from '../database/database.ts';
import type { Logger } from '../logging/logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { answerErrors } from './answer-errors.ts';
import { AppError } from './errors.ts';
import { Idempotency } from './idempotency/idempotency.ts';
import { logRequests } from './log-requests.ts';
import { OpenAnswers } from './open-answers.ts';
import type { Route } from './route.ts';
import { mountRoutes } from './mount-routes.ts';
import type { TokenVerifier } from './token-verifier.ts';
import { traceRequests } from './trace-requests.ts';

export interface AppOptions {
  /** The role, for the log. */
  readonly name: string;
  readonly routes: readonly Route[];
  /** Who calls; needed as soon as one operation is not public. */
  readonly verifier?: TokenVerifier;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly database: Database;
  /** The OpenAPI document, served at `/.well-known/openapi`. */
  readonly openapi?: object;
  /** `made` where the outside world calls: a trace id from there is not believed. */
  readonly traceIds?: 'accepted' | 'made';
  /** Checks each answer against its schema, a 500 where it does not fit; for specs. */
  readonly checkAnswers?: boolean;
  /** More handlers of the role: `first` sees every request, `last` those that no route took. */
  readonly mount?: { readonly first?: (app: Express) => void; readonly last?: (app: Express) => void };
}

/** An HTTP surface: its operations and what surrounds each of them, from the first header to the error envelope. */
export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('case sensitive routing', true);
  app.set('strict routing', true);
  const answers = OpenAnswers.of(app);
  app.use(traceRequests(options.traceIds ?? 'accepted'));
  app.use(logRequests(options.logger, options.metrics));
  app.use((_request, response, next) => {
    answers.add(response);
    response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    next();
  });
  options.mount?.first?.(app);
  if (options.openapi) serveOpenApi(app, options.openapi);
  mountRoutes(app, options.routes, {
    verifier: options.verifier,
    idempotency: new Idempotency(options.database),
    checkAnswers: options.checkAnswers ?? false,
    closing: answers.closing,
  });
  options.mount?.last?.(app);
  app.use(refuseUnknownPath);
  app.use(answerErrors(options.logger));
  return app;
}

function serveOpenApi(app: Express, document: object): void {
  app.get('/.well-known/openapi', (_request, response) => void response.json(document));
}

function refuseUnknownPath(): never {
  throw new AppError('ERR_NOT_FOUND', 'There is nothing at this address.');
}
