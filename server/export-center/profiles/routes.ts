import {
  archiveProfile,
  cloneProfile,
  createProfile,
  getProfile,
  listProfileRevisions,
  listProfiles,
  reviseProfile,
} from '../../contracts/export-center/operations.ts';
import { route, type Route } from '../../kernel/http/route.ts';
import { actorOf } from '../actor.ts';
import type { ProfileService } from './profile-service.ts';

export function profileRoutes(profiles: ProfileService): Route[] {
  return [
    route(listProfiles, ({ tenant, query: { limit, cursor, ...filter } }) =>
      profiles.list({ tenant, filter, limit, cursor }),
    ),
    route(createProfile, (call) => profiles.create(actorOf(call), call.body)),
    route(getProfile, ({ tenant, params }) => profiles.get(tenant, params.id)),
    route(listProfileRevisions, ({ tenant, params, query }) => profiles.revisions(params.id, { tenant, ...query })),
    route(reviseProfile, (call) => profiles.revise(actorOf(call), call.params.id, call.ifMatch, call.body)),
    route(cloneProfile, (call) => profiles.clone(actorOf(call), call.params.id, call.body.name)),
    route(archiveProfile, (call) => profiles.archive(actorOf(call), call.params.id, call.ifMatch)),
  ];
}
