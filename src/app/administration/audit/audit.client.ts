import { HttpClient, HttpContext } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { AuditLine } from '../../../../server/contracts/bff/audit.ts';
import type { Page } from '../../../../server/contracts/lists.ts';
import { TENANT } from '../../session/request-context.ts';
import { tenantResource } from '../../session/tenant-resource.ts';
import type { Loaded } from '../../shared/util/loaded.ts';
import type { AuditRequest } from './audit-filter.ts';

const url = '/console/audit';
const linesOfPage = 50;

/** The audit trail of the selected tenant. The only file of this area that knows its URL. */
@Service()
export class AuditClient {
  readonly #http = inject(HttpClient);

  /** The newest lines; waits for the request. Needs an injection context. */
  newest(request: () => AuditRequest | undefined): Loaded<Page<AuditLine>> {
    return tenantResource<Page<AuditLine>>(
      () => {
        const params = request();
        return params === undefined ? undefined : { url, params: { limit: linesOfPage, ...params } };
      },
      { isEmpty: ({ items }) => items.length === 0 },
    );
  }

  /** A page of the same list, from its beginning where there is no cursor. `limit`: 1 to 200. */
  page(
    tenant: string,
    request: AuditRequest,
    { cursor, limit = linesOfPage }: { readonly cursor?: string | undefined; readonly limit?: number },
  ): Promise<Page<AuditLine>> {
    const params = { limit, ...request, ...(cursor !== undefined && { cursor }) };
    const context = new HttpContext().set(TENANT, tenant);
    return firstValueFrom(this.#http.get<Page<AuditLine>>(url, { params, context }));
  }
}
