import { computed, inject } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { auditTime, filter, switchMap } from 'rxjs';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import type { StreamEvent } from '../shared/util/event-stream/stream.ts';
import { REFRESH_PACE } from '../shared/util/refresh-pace.ts';
import { BundlesClient } from './bundles.client.ts';

/**
 * Calls `refresh` after events of the tenant that change bundles or, where the person may read them, holds. Events of one
 * run are let through by `concerns`. Needs an injection context, and ends with it.
 */
export function onBundleChanges(refresh: () => void, concerns: (runId: string) => boolean = () => true): void {
  const [session, client] = [inject(ConsoleSessionStore), inject(BundlesClient)];
  const watched = computed(() => ({ tenant: session.tenantId(), withHolds: session.has('evidence:read') }), {
    equal: (one, other) => one.tenant === other.tenant && one.withHolds === other.withHolds,
  });
  toObservable(watched)
    .pipe(
      switchMap(({ tenant, withHolds }) => client.changes(tenant, withHolds)),
      filter(({ data }) => concernsRun(data, concerns)),
      auditTime(inject(REFRESH_PACE)),
      takeUntilDestroyed(),
    )
    .subscribe(refresh);
}

/** Events that name no run (of holds, or a reset) may concern any. */
function concernsRun(data: StreamEvent['data'], concerns: (runId: string) => boolean): boolean {
  const named = typeof data === 'object' && data !== null && 'runId' in data ? data.runId : undefined;
  return typeof named !== 'string' || concerns(named);
}
