import type { ErrorRequestHandler, Request, Response } from 'express';
import type { ErrorCode } from '../../contracts/errors.ts';
import { AppError } from '../../kernel/http/errors.ts';
import type { Logger } from '../../kernel/logging/logger.ts';
import { stateOf } from '../request/request-state.ts';
import { sessionHashOf } from '../sessions/session-cookie.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { auditedSession } from './audited-person.ts';
import type { AuditTrail } from './audit-trail.ts';

/** What is no slip of a person's but of whoever speaks in their name, or beyond their rights. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  'ERR_CSRF',
  'ERR_EXPECT',
  'ERR_HOST',
  'ERR_PATH',
  'ERR_RATE_LIMIT',
  'ERR_SCOPE',
  'ERR_TENANT_MISMATCH',
]);

export interface RefusalParts {
  readonly audit: AuditTrail;
  readonly sessions: Sessions;
  readonly logger: Logger;
}

/** Records who was refused what. Never rejects: what was refused stays so, whether or not it can be recorded. */
export async function recordRefusal(
  { audit, sessions, logger }: RefusalParts,
  { request, response, reason }: { request: Request; response: Response; reason: ErrorCode },
): Promise<void> {
  try {
    const session = await sessionBehind(request, sessions);
    const tenant = response.locals['tenant'] as string | undefined;
    await audit.record({
      kind: 'request.refused',
      ...(session && auditedSession(session)),
      ...(tenant === undefined ? {} : { tenant }),
      reason,
    });
  } catch (error) {
    logger.error({ error, reason }, 'A refusal could not be recorded');
  }
}

/** Records the refusals among the errors on their way to the answer. */
export function auditRefusals(parts: RefusalParts): ErrorRequestHandler {
  return async (error: unknown, request, response, next) => {
    if (error instanceof AppError && refusals.has(error.code)) {
      await recordRefusal(parts, { request, response, reason: error.code });
    }
    next(error);
  };
}

/** Much is refused before anybody asks whose session it is: then its cookie tells. */
async function sessionBehind(request: Request, sessions: Sessions): Promise<Session | undefined> {
  const { session } = stateOf(request);
  if (session) return session;
  const idHash = sessionHashOf(request.headers.cookie);
  return idHash === undefined ? undefined : sessions.find(idHash);
}
