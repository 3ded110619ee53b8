import { inject, Service } from '@angular/core';
import { EMPTY, filter, type Observable } from 'rxjs';
import type { Run } from '../../../../server/contracts/export-center/run.ts';
import type { Page } from '../../../../server/contracts/lists.ts';
import { inBackground } from '../../session/request-context.ts';
import { tenantResource } from '../../session/tenant-resource.ts';
import { withTenant } from '../../session/tenant-url.ts';
import { EventStreams } from '../../shared/util/event-stream/event-streams.ts';
import type { StreamEvent } from '../../shared/util/event-stream/stream.ts';
import type { Loaded } from '../../shared/util/loaded.ts';

/** Events that change how many runs are under way. */
const countingEvents: readonly string[] = [
  'reset',
  'run.created',
  'run.started',
  'run.succeeded',
  'run.failed',
  'run.cancelled',
];

/** Queued and running runs of the tenant, counted by the server. */
@Service()
export class RunningJobsClient {
  readonly #streams = inject(EventStreams);

  /** `total` is the number; the list itself is not asked for. Needs an injection context. */
  underWay(allowed: () => boolean): Loaded<Page<Run>> {
    return tenantResource<Page<Run>>(() =>
      allowed()
        ? { url: '/api/export/runs', params: { status: ['pending', 'running'], limit: 1 }, context: inBackground() }
        : undefined,
    );
  }

  changes(tenant: string | undefined): Observable<StreamEvent> {
    if (tenant === undefined) return EMPTY;
    return this.#streams
      .events(withTenant('/api/export/events', tenant))
      .pipe(filter(({ type }) => countingEvents.includes(type)));
  }
}
