import { listSources } from '../../contracts/export-center/operations.ts';
import type { Database } from '../../kernel/database/database.ts';
import { route, type Route } from '../../kernel/http/route.ts';
import { readEvidenceSources } from './evidence-sources.ts';

export function sourceRoutes(database: Database): Route[] {
  return [route(listSources, ({ tenant }) => readEvidenceSources(database, tenant))];
}
