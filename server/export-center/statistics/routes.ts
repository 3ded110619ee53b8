import { getOverview } from '../../contracts/export-center/operations.ts';
import type { Database } from '../../kernel/database/database.ts';
import { route, type Route } from '../../kernel/http/route.ts';
import { overview } from './overview.ts';

export function statisticsRoutes(database: Database): Route[] {
  return [route(getOverview, ({ tenant, query }) => overview(database, tenant, query))];
}
