import { listKeys, rotateKeys } from '../../contracts/export-center/operations.ts';
import { route, routeReachingOut, type Route } from '../../kernel/http/route.ts';
import { actorOf } from '../actor.ts';
import { listSigningKeys, rotateSigningKeys, type KeyServices } from './rotate-keys.ts';

export function keyRoutes(services: KeyServices): Route[] {
  return [
    route(listKeys, ({ tenant }) => listSigningKeys(services.keys, tenant)),
    routeReachingOut(rotateKeys, (call) => rotateSigningKeys(services, actorOf(call))),
  ];
}
