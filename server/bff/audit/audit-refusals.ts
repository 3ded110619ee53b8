import type { ErrorRequestHandler } from 'express';
import type { ErrorCode } from '../../contracts/errors.ts';
import { AppError } from '../../kernel/http/errors.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import { stateOf } from '../request/request-state.ts';
import type { AuditTrail } from './audit-trail.ts';
import { auditedSession } from './audited-person.ts';

const refusals: readonly ErrorCode[] = [
  'ERR_CSRF',
  'ERR_HOST',
  'ERR_PATH',
  'ERR_SCOPE',
  'ERR_TENANT_MISMATCH',
  'ERR_EXPECT',
];

/**
 * Records who was refused what. A row needs a session: anybody can make anonymous requests without end, and those fill
 * a log, which is made for it, not the database.
 */
export function auditRefusals(audit: AuditTrail, logger: Logger): ErrorRequestHandler {
  return async (error: unknown, request, _response, next) => {
    if (error instanceof AppError && refusals.includes(error.code)) {
      const { session } = stateOf(request);
      if (session) {
        await audit
          .record({ kind: 'request.refused', ...auditedSession(session), reason: error.code })
          .catch((cause: unknown) => logger.error({ error: cause }, 'A refusal could not be recorded'));
      } else {
        logger.info({ audit: 'request.refused', reason: error.code }, 'audit');
      }
    }
    next(error);
  };
}
