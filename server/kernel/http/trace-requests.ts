import type { RequestHandler } from 'express';
import { newUlid } from '../ids.ts';
import { ulid } from '../../contracts/values.ts';
import { withLogContext } from '../logging/log-context.ts';

/**
 * Gives every request its trace id (a ULID), echoes it, and lets every log line of the request carry it. A service
 * accepts the id that its caller sends; the BFF always makes its own.
 */
export function traceRequests(ids: 'accepted' | 'made'): RequestHandler {
  return (request, response, next) => {
    const sent = ids === 'accepted' ? ulid.safeParse(request.get('x-stella-trace-id')).data : undefined;
    const traceId = sent ?? newUlid();
    response.locals['traceId'] = traceId;
    response.set('X-Stella-Trace-Id', traceId);
    withLogContext({ traceId }, next);
  };
}

export function traceIdOf(response: { locals: Record<string, unknown> }): string {
  const { traceId } = response.locals;
  if (typeof traceId !== 'string') throw new Error('The request passed no traceRequests');
  return traceId;
}
