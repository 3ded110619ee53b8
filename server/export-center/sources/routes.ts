import { importSources, listSources } from '../../contracts/export-center/operations.ts';
import type { Database } from '../../kernel/database/database.ts';
import { route, type Route } from '../../kernel/http/route.ts';
import { actorOf } from '../actor.ts';
import { readEvidenceSources } from './evidence-sources.ts';
import type { ImportRequests } from './import-requests.ts';

export function sourceRoutes(database: Database, requests: ImportRequests): Route[] {
  return [
    route(listSources, ({ tenant }) => readEvidenceSources(database, tenant)),
    route(importSources, async (call) => {
      const { startedAt } = await requests.add(actorOf(call));
      return { startedAt: startedAt.toISOString() };
    }),
  ];
}
