import { getHold, listHolds, placeHold, previewHold } from '../../contracts/evidence-locker/operations.ts';
import { route, routeReachingOut, type Route } from '../../kernel/http/route.ts';
import { actorOf } from '../actor.ts';
import type { HoldService } from './hold-service.ts';

export function holdRoutes(holds: HoldService): Route[] {
  return [
    route(listHolds, ({ tenant, query: { limit, cursor, ...filter } }) =>
      holds.list({ tenant, filter, limit, cursor }),
    ),
    route(getHold, ({ tenant, params }) => holds.get(tenant, params.id)),
    route(previewHold, ({ tenant, body }) => holds.preview(tenant, body.scope, new Date())),
    // Reaching out, because the answer waits for claimers: a transaction over that wait would hide the hold from them.
    routeReachingOut(placeHold, (call) =>
      holds.place({
        actor: { ...actorOf(call), reason: call.operator.reason },
        draft: call.body,
        placementKey: (call.request.get('idempotency-key') ?? '').toLowerCase(),
        signal: call.signal,
      }),
    ),
  ];
}
