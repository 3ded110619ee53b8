import type { Request, RequestHandler } from 'express';
import { AppError } from '../../kernel/http/errors.ts';
import { sessionHashOf } from '../sessions/session-cookie.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { clientNetwork } from './client-network.ts';
import { admissionOf, refuseForgery } from './admission.ts';
import type { CountRequest, RateLimits } from './rate-limits.ts';
import { stateOf } from './request-state.ts';
import { parseRequestTarget } from './request-target.ts';
import type { RouteTable } from './route-table.ts';
import { refuseAmbiguity } from './wire.ts';

/** First: is it one request, for us, with a path that means the same to everybody? */
export function checkWire(publicOrigin: string): RequestHandler {
  const origin = new URL(publicOrigin);
  return (request, _response, next) => {
    refuseAmbiguity(request, origin);
    stateOf(request).target = parseRequestTarget(request.originalUrl);
    next();
  };
}

/** Then: is it an operation of the contract? Nothing else exists. */
export function findOperation(table: RouteTable): RequestHandler {
  return (request, response, next) => {
    const { target } = stateOf(request);
    const match = table.match(request.method, target?.path ?? '');
    if (match.kind === 'unknown') throw new AppError('ERR_NOT_FOUND', 'There is nothing at this address.');
    if (match.kind === 'wrong-method') {
      const allow = match.allow.map((method) => method.toUpperCase()).join(', ');
      throw new AppError('ERR_METHOD', `${request.method} is not possible here; ${allow} is.`, {
        headers: { Allow: allow },
      });
    }
    stateOf(request).route = match.route;
    response.locals['operation'] = match.route.operation.id;
    next();
  };
}

/** Then: did this site's own page send it? */
export function checkSender(publicOrigin: string): RequestHandler {
  return (request, _response, next) => {
    const { operation } = routeOf(request);
    refuseForgery(request, admissionOf(operation), publicOrigin);
    next();
  };
}

const countedByAddress: Readonly<Record<string, keyof RateLimits>> = {
  login: 'signIn',
  stepUp: 'signIn',
  callback: 'callback',
  backchannelLogout: 'backchannelLogout',
};

/** Then: who is it, and is that not too often? Whatever is not public needs a session, and using it prolongs it. */
export function findSession(sessions: Sessions, count: CountRequest): RequestHandler {
  return async (request, _response, next) => {
    const { operation } = routeOf(request);
    const limit = countedByAddress[operation.id];
    if (limit) await count(limit, clientNetwork(request.ip ?? ''));
    if (operation.id !== 'backchannelLogout') {
      const idHash = sessionHashOf(request.headers.cookie);
      const session = idHash === undefined ? undefined : await sessions.find(idHash);
      if (session) {
        await count('session', session.idHash);
        stateOf(request).session = isActivity(request) ? await sessions.prolong(session) : session;
      }
    }
    if (operation.access !== 'public') sessionOf(request);
    next();
  };
}

/** What the page does by itself says nothing about the person in front of it. */
function isActivity(request: Request): boolean {
  const { operation } = routeOf(request);
  if (operation.transport === 'events' || operation.access === 'public') return false;
  return request.headers['x-stella-activity'] !== 'background';
}

/** The session that the request runs in. Throws `ERR_UNAUTHENTICATED`. */
export function sessionOf(request: Request): Session {
  const { session } = stateOf(request);
  if (session) return session;
  throw new AppError('ERR_UNAUTHENTICATED', 'You are not signed in, or your session has ended. Sign in.');
}

export function routeOf(request: Request) {
  const { route } = stateOf(request);
  if (!route) throw new Error('The request passed no findOperation');
  return route;
}
