import type { Request } from 'express';
import type { Session } from '../sessions/session.ts';
import type { RequestTarget } from './request-target.ts';
import type { AllowedRoute } from './route-table.ts';

/** What the checks in front found out about a request, for those behind them. */
export interface RequestState {
  target?: RequestTarget;
  route?: AllowedRoute;
  session?: Session;
}

const states = new WeakMap<Request, RequestState>();

export function stateOf(request: Request): RequestState {
  const state = states.get(request) ?? {};
  states.set(request, state);
  return state;
}
