import type { Express, Request } from 'express';
import type { Method } from '../../contracts/operation.ts';
import { answerCall, type CallServices } from './answer-call.ts';
import { AppError } from './errors.ts';
import type { Route } from './route.ts';

/**
 * Mounts all routes. Those of one path share a handler that picks by method, so that another method can be answered
 * with what is allowed (405) and not as an unknown path. Fixed paths go before those with parameters.
 */
export function mountRoutes(app: Express, routes: readonly Route[], services: CallServices): void {
  const byPath = Map.groupBy(routes, ({ operation }) => operation.path);
  const paths = [...byPath].sort(([left], [right]) => parametersIn(left) - parametersIn(right));
  for (const [path, ofPath] of paths) {
    const byMethod = new Map(ofPath.map((route) => [route.operation.method, route]));
    app.all(expressPath(path), async (request, response, next) => {
      const found = pick(byMethod, request);
      if (found) return answerCall(found, services, request, response);
      response.locals['allowed'] = [...allowedAt(response.locals), ...byMethod.keys()];
      next();
    });
  }
  app.use((request, response, next) => {
    const allowed = new Set(allowedAt(response.locals).map((method) => method.toUpperCase()));
    if (allowed.size === 0) {
      next();
      return;
    }
    const methods = [...allowed].join(', ');
    throw new AppError('ERR_METHOD', `${request.method} is not possible here; ${methods} is.`, {
      headers: { Allow: methods },
    });
  });
}

function pick(byMethod: ReadonlyMap<Method, Route>, request: Request): Route | undefined {
  const found = byMethod.get(request.method.toLowerCase() as Method);
  if (found || request.method !== 'HEAD') return found;
  // Node sends the headers of a GET and leaves out the body; a stream would never end.
  const get = byMethod.get('get');
  return get?.operation.transport === 'events' ? undefined : get;
}

/** Methods of the path's other routes, as the handlers passed so far have noted them. */
function allowedAt(locals: Record<string, unknown>): readonly Method[] {
  return (locals['allowed'] as readonly Method[] | undefined) ?? [];
}

/** `/runs/{id}/artifacts/{path+}` in Express's notation: `/runs/:id/artifacts/*path`. */
function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1').replaceAll(/\{(\w+)\+\}/g, '*$1');
}

/** Orders paths: a parameter of several segments weighs more than any number of single ones. */
function parametersIn(path: string): number {
  return (path.match(/\{\w+\}/g)?.length ?? 0) + 100 * (path.match(/\{\w+\+\}/g)?.length ?? 0);
}
