import { listMirrorChains } from '../../contracts/export-center/operations.ts';
import type { Database } from '../../kernel/database/database.ts';
import { route, type Route } from '../../kernel/http/route.ts';
import { mirrorChains } from './mirror-chains.ts';

export function mirrorRoutes(database: Database): Route[] {
  return [route(listMirrorChains, ({ tenant }) => mirrorChains(database, tenant))];
}
