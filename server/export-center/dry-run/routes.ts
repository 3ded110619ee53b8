import { dryRunDraft, dryRunProfile } from '../../contracts/export-center/operations.ts';
import { route, type Route } from '../../kernel/http/route.ts';
import { draftOf } from '../profiles/draft-of.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import { dryRun, type DryRunServices } from './dry-run.ts';

export function dryRunRoutes(services: DryRunServices & { readonly profiles: ProfileService }): Route[] {
  const { profiles } = services;
  return [
    route(dryRunDraft, ({ tenant, body }) => dryRun(services, tenant, body)),
    route(dryRunProfile, async ({ tenant, params }) =>
      dryRun(services, tenant, draftOf(await profiles.get(tenant, params.id))),
    ),
  ];
}
