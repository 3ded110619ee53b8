import type { RequestHandler } from 'express';
import type { Logger } from '../logging/logger.ts';
import { maskSecrets } from '../logging/mask.ts';
import type { Metrics } from '../metrics/metrics.ts';

/** What the handlers leave in `response.locals` for the log line and the metrics. */
export interface RequestNotes {
  operation?: string;
  tenant?: string;
  errorCode?: string;
}

/** One log line and one observation a request, when its answer is complete or its caller gone. Queries are not logged. */
export function logRequests(logger: Logger, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    response.once('close', () => {
      const { operation, tenant, errorCode } = response.locals as RequestNotes;
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      const status = response.writableFinished ? response.statusCode : 499;
      const { method } = request;
      const path = request.path.slice(0, 512);
      metrics.httpSeconds.observe({ operation: operation ?? 'none', method, status }, durationMs / 1000);
      logger.info(
        {
          method,
          // An address that is none of ours may be anything, such as a token in the wrong place.
          path: operation === undefined ? maskSecrets(path) : path,
          status,
          durationMs,
          ...(operation === undefined ? {} : { operation }),
          ...(tenant === undefined ? {} : { tenant }),
          ...(errorCode === undefined ? {} : { errorCode }),
        },
        'request',
      );
    });
    next();
  };
}
