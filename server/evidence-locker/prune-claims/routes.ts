import { claimPrune, endPruneClaim } from '../../contracts/evidence-locker/operations.ts';
import { route, type Route } from '../../kernel/http/route.ts';
import { actorOf } from '../actor.ts';
import type { PruneClaimService } from './prune-claim-service.ts';

export function pruneClaimRoutes(claims: PruneClaimService): Route[] {
  return [
    route(claimPrune, (call) => claims.claim(actorOf(call), call.body)),
    route(endPruneClaim, async (call) => {
      await claims.end(actorOf(call), call.params.id, call.query);
      return undefined;
    }),
  ];
}
