import { listAudit } from '../../contracts/bff/operations.ts';
import type { Database } from '../../kernel/database/database.ts';
import { route, type Route } from '../../kernel/http/route.ts';
import { AuditLines } from './audit-lines.ts';

/** `GET /console/audit`, for those who hold `ui.audit` in the selected tenant. */
export function auditRoutes({ database }: { readonly database: Database }): Route[] {
  const lines = new AuditLines(database);
  return [
    route(listAudit, ({ tenant, query: { limit, cursor, ...filter } }) =>
      lines.list({ tenant, limit, cursor, filter }),
    ),
  ];
}
