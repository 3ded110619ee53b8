import { getBundle, getHoldings, listBundles, registerBundle } from '../../contracts/evidence-locker/operations.ts';
import { route, type Route } from '../../kernel/http/route.ts';
import { actorOf } from '../actor.ts';
import type { BundleService } from './bundle-service.ts';

export function bundleRoutes(bundles: BundleService): Route[] {
  return [
    route(listBundles, ({ tenant, query: { limit, cursor, ...filter } }) =>
      bundles.list({ tenant, filter, limit, cursor }),
    ),
    route(getBundle, ({ tenant, params }) => bundles.get(tenant, params.id)),
    route(registerBundle, (call) => bundles.register(actorOf(call), call.body, new Date())),
    route(getHoldings, ({ tenant, params }) => bundles.holdings(tenant, params.digest)),
  ];
}
