import { HttpClient, HttpContext } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { firstValueFrom, forkJoin, map, type Observable } from 'rxjs';
import type { EvidenceBundle } from '../../../server/contracts/evidence-locker/bundle.ts';
import type { Hold, HoldDraft, HoldPreview, HoldScope } from '../../../server/contracts/evidence-locker/hold.ts';
import type { Page } from '../../../server/contracts/lists.ts';
import { asOperator } from '../operator/operator-action.ts';
import { BACKGROUND, TENANT } from '../session/request-context.ts';
import { SelectedTenant } from '../session/selected-tenant.ts';
import { tenantResource } from '../session/tenant-resource.ts';
import { withTenant } from '../session/tenant-url.ts';
import { EventStreams } from '../shared/util/event-stream/event-streams.ts';
import type { StreamEvent } from '../shared/util/event-stream/stream.ts';
import { type Loaded, loaded } from '../shared/util/loaded.ts';

const root = '/evidence';

/** A hold page shows as many of its bundles; the locker takes as many ids in one question. */
const shownAtMost = 50;

export type HoldsQuery = Readonly<Record<string, string | readonly string[]>>;

/** Bundles that a hold covers: the first of them, and how many there are. */
export type CoveredBundles = Pick<Page<EvidenceBundle>, 'items' | 'total'>;

/** Legal holds of the Evidence Locker (contract.md, section 4). The only file of this area that knows URLs. */
@Service()
export class HoldsClient {
  readonly #http = inject(HttpClient);
  readonly #streams = inject(EventStreams);

  /** Needs an injection context, as the other reads. `background`: no person asked for the newest read. */
  list(query: () => HoldsQuery | undefined, background: () => boolean): Loaded<Page<Hold>> {
    return tenantResource<Page<Hold>>(
      () => {
        const params = query();
        return params && { url: `${root}/holds`, params, context: contextOf(background()) };
      },
      { isEmpty: ({ items }) => items.length === 0 },
    );
  }

  /** `id` empty: not known yet. */
  one(id: () => string, background: () => boolean): Loaded<Hold> {
    return tenantResource<Hold>(
      () => (id() === '' ? undefined : { url: `${root}/holds/${id()}`, context: contextOf(background()) }),
      { id },
    );
  }

  /** What a hold of the scope would cover now; nothing is asked while there is no scope. */
  preview(scope: () => HoldScope | undefined): Loaded<HoldPreview> {
    return tenantResource<HoldPreview>(
      () => {
        const wanted = scope();
        return wanted && { url: `${root}/holds/preview`, method: 'POST', body: { scope: wanted } };
      },
      { id: () => JSON.stringify(scope()) },
    );
  }

  /** Bundles of the hold that are still there, newest first; those named by id in the order of the hold. */
  covered(hold: () => Hold | undefined): Loaded<CoveredBundles> {
    const tenant = inject(SelectedTenant).id;
    const resource = rxResource({
      params: () => {
        const [selected, scope] = [tenant(), hold()?.scope];
        return selected === undefined || scope === undefined ? undefined : { tenant: selected, scope };
      },
      stream: ({ params }) => this.#bundlesOf(params.scope, new HttpContext().set(TENANT, params.tenant)),
    });
    return loaded<CoveredBundles>(resource, {
      isEmpty: ({ items }) => items.length === 0,
      belongsTo: () => `${tenant() ?? ''}/${hold()?.holdId ?? ''}`,
    });
  }

  /** Undefined when the person declined to give a reason. `key` makes a repetition of the same draft harmless. */
  place(draft: HoldDraft, key: string): Promise<Hold | undefined> {
    const context = asOperator(`Place the hold “${draft.name}”`);
    const headers = { 'Idempotency-Key': key };
    const answer = this.#http.post<Hold>(`${root}/holds`, draft, { headers, context });
    return firstValueFrom(answer, { defaultValue: undefined });
  }

  /** All events of the tenant's evidence, shared with every other listener of the tab. */
  events(tenant: string): Observable<StreamEvent> {
    return this.#streams.events(withTenant(`${root}/events`, tenant));
  }

  #bundlesOf(scope: HoldScope, context: HttpContext): Observable<CoveredBundles> {
    if (scope.type === 'bundle') {
      // The list has no filter for ids.
      const ids = scope.bundleIds.slice(0, shownAtMost);
      const bundles = ids.map((id) => this.#http.get<EvidenceBundle>(`${root}/bundles/${id}`, { context }));
      return forkJoin(bundles).pipe(
        map((items) => items.filter(({ prunedAt }) => prunedAt === null)),
        map((items) => ({ items, total: scope.bundleIds.length - (ids.length - items.length) })),
      );
    }
    const wanted = scope.type === 'run' ? { runId: scope.runIds.slice(0, shownAtMost) } : { digest: scope.digest };
    return this.#http.get<Page<EvidenceBundle>>(`${root}/bundles`, {
      params: { ...wanted, limit: shownAtMost },
      context,
    });
  }
}

function contextOf(background: boolean): HttpContext {
  return new HttpContext().set(BACKGROUND, background);
}
