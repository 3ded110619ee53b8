import { HttpClient, HttpContext } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { EMPTY, filter, firstValueFrom, type Observable } from 'rxjs';
import type { Hold } from '../../../server/contracts/evidence-locker/hold.ts';
import type { EvidenceSources, StartedImport } from '../../../server/contracts/export-center/sources.ts';
import type { Overview } from '../../../server/contracts/export-center/statistics.ts';
import type { Page } from '../../../server/contracts/lists.ts';
import { asOperator } from '../operator/operator-action.ts';
import { BACKGROUND, inBackground } from '../session/request-context.ts';
import { tenantResource } from '../session/tenant-resource.ts';
import { withTenant } from '../session/tenant-url.ts';
import { EventStreams } from '../shared/util/event-stream/event-streams.ts';
import type { StreamEvent } from '../shared/util/event-stream/stream.ts';
import type { Loaded } from '../shared/util/loaded.ts';
import type { OverviewRange, Span } from './overview-range.ts';

/** What is asked for. `background`: nobody asked, an event did. */
export interface AskedOverview {
  readonly range: OverviewRange;
  readonly span: Span;
  readonly background: boolean;
}

/** Events that change the numbers; progress does not. */
const countingEvents: ReadonlySet<string> = new Set([
  'reset',
  'run.created',
  'run.started',
  'run.succeeded',
  'run.failed',
  'run.cancelled',
  'run.expired',
]);

/** Statistics of the Export Center and the number of holds. The only file of this area that knows URLs. */
@Service()
export class OverviewClient {
  readonly #http = inject(HttpClient);
  readonly #streams = inject(EventStreams);

  /** Waits for what is asked. Needs an injection context, as the other reads. */
  statistics(asked: () => AskedOverview | undefined): Loaded<Overview> {
    return tenantResource<Overview>(
      () => {
        const wanted = asked();
        if (wanted === undefined) return undefined;
        return {
          url: '/api/export/stats/overview',
          params: { ...wanted.span, bucket: wanted.range.bucket },
          context: new HttpContext().set(BACKGROUND, wanted.background),
        };
      },
      { id: () => asked()?.range.id ?? '' },
    );
  }

  sources(): Loaded<EvidenceSources> {
    return tenantResource<EvidenceSources>(() => ({ url: '/api/export/sources' }));
  }

  /** Asks for an import of the tenant's evidence folder. Undefined when the person declined to give a reason. */
  import(): Promise<StartedImport | undefined> {
    const context = asOperator('Import the evidence now');
    const answer = this.#http.post<StartedImport>('/api/export/sources/import', null, { context });
    return firstValueFrom(answer, { defaultValue: undefined });
  }

  evidenceChanges(tenant: string | undefined): Observable<StreamEvent> {
    return this.#events('/api/export/events', tenant).pipe(
      filter(({ type }) => type === 'sources.imported' || type === 'reset'),
    );
  }

  /** `total` is the number; the holds themselves are not asked for. */
  activeHolds(allowed: () => boolean): Loaded<Page<Hold>> {
    return tenantResource<Page<Hold>>(() =>
      allowed()
        ? { url: '/evidence/holds', params: { state: 'active', limit: 1 }, context: inBackground() }
        : undefined,
    );
  }

  runChanges(tenant: string | undefined): Observable<StreamEvent> {
    return this.#events('/api/export/events', tenant).pipe(filter(({ type }) => countingEvents.has(type)));
  }

  holdChanges(tenant: string | undefined): Observable<StreamEvent> {
    return this.#events('/evidence/events', tenant).pipe(
      filter(({ type }) => type === 'hold.changed' || type === 'reset'),
    );
  }

  #events(url: string, tenant: string | undefined): Observable<StreamEvent> {
    return tenant === undefined ? EMPTY : this.#streams.events(withTenant(url, tenant));
  }
}
