import { HttpClient, HttpContext } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { EMPTY, filter, firstValueFrom, merge, type Observable } from 'rxjs';
import type { EvidenceBundle } from '../../../server/contracts/evidence-locker/bundle.ts';
import type { SigningKey } from '../../../server/contracts/export-center/keys.ts';
import type { Artifact, ExportManifest, Run, RunVerification } from '../../../server/contracts/export-center/run.ts';
import type { Page } from '../../../server/contracts/lists.ts';
import { asOperator } from '../operator/operator-action.ts';
import { BACKGROUND } from '../session/request-context.ts';
import { tenantResource } from '../session/tenant-resource.ts';
import { withTenant } from '../session/tenant-url.ts';
import { EventStreams } from '../shared/util/event-stream/event-streams.ts';
import type { StreamEvent } from '../shared/util/event-stream/stream.ts';
import type { Loaded } from '../shared/util/loaded.ts';

const runs = '/api/export/runs';

/** Events after which a bundle, its verdict or its holds are not what was read. */
const changingEvents: ReadonlySet<string> = new Set([
  'reset',
  'run.succeeded',
  'run.verified',
  'run.expired',
  'bundle.registered',
  'bundle.pruned',
  'hold.changed',
]);

/** Bundles of the Export Center with their holds from the Evidence Locker. The only file of this area that knows URLs. */
@Service()
export class BundlesClient {
  readonly #http = inject(HttpClient);
  readonly #streams = inject(EventStreams);

  /** Runs that have their bundle; waits for the query. Needs an injection context, as the other reads. */
  list(query: () => Readonly<Record<string, string>> | undefined, background: () => boolean): Loaded<Page<Run>> {
    return tenantResource<Page<Run>>(
      () => {
        const wanted = query();
        if (wanted === undefined) return undefined;
        return { url: runs, params: { ...wanted, bundle: 'present' }, context: contextOf(background()) };
      },
      { isEmpty: ({ items }) => items.length === 0 },
    );
  }

  /** What the locker knows about the bundles of these runs; asked for nothing while there are none. */
  registered(runIds: () => readonly string[], background: () => boolean): Loaded<Page<EvidenceBundle>> {
    return tenantResource<Page<EvidenceBundle>>(() =>
      runIds().length === 0
        ? undefined
        : {
            url: '/evidence/bundles',
            params: { runId: runIds(), limit: 200 },
            context: contextOf(background()),
          },
    );
  }

  /** The manifest as it was signed; read only where it is `wanted`. */
  manifest(id: () => string, wanted: () => boolean): Loaded<ExportManifest> {
    return tenantResource<ExportManifest>(() => (wanted() ? { url: `${runs}/${id()}/manifest` } : undefined), { id });
  }

  run(id: () => string, background: () => boolean): Loaded<Run> {
    return tenantResource<Run>(
      () => (id() === '' ? undefined : { url: `${runs}/${id()}`, context: contextOf(background()) }),
      { id },
    );
  }

  artifacts(id: () => string): Loaded<{ readonly items: readonly Artifact[] }> {
    return tenantResource(() => (id() === '' ? undefined : { url: `${runs}/${id()}/artifacts` }), {
      id,
      isEmpty: ({ items }) => items.length === 0,
    });
  }

  /** Public keys of the tenant, the current one first. */
  keys(): Loaded<{ readonly items: readonly SigningKey[] }> {
    return tenantResource(() => ({ url: '/api/export/keys' }), { isEmpty: ({ items }) => items.length === 0 });
  }

  verify(runId: string): Promise<RunVerification> {
    return firstValueFrom(this.#http.post<RunVerification>(`${runs}/${runId}/verify`, null));
  }

  /** Undefined when the person declined to give a reason. */
  delete(runId: string, fileName: string): Promise<Run | undefined> {
    const context = asOperator(`Delete bundle ${fileName}`);
    const answer = this.#http.delete<Run>(`${runs}/${runId}/bundle`, { context });
    return firstValueFrom(answer, { defaultValue: undefined });
  }

  /** For `<a download>`, which can send no header. */
  downloadUrl(tenant: string, runId: string): string {
    return withTenant(`${runs}/${runId}/bundle`, tenant);
  }

  /** For `<a download>`; the path's segments are encoded one by one. */
  fileUrl(tenant: string, runId: string, path: string): string {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return withTenant(`${runs}/${runId}/artifacts/${encoded}`, tenant);
  }

  /** Says that bundles or their holds have changed, while there is a tenant. */
  changes(tenant: string | undefined, withHolds: boolean): Observable<StreamEvent> {
    if (tenant === undefined) return EMPTY;
    const exports = this.#streams.events(withTenant('/api/export/events', tenant));
    const evidence = withHolds ? this.#streams.events(withTenant('/evidence/events', tenant)) : EMPTY;
    return merge(exports, evidence).pipe(filter(({ type }) => changingEvents.has(type)));
  }
}

function contextOf(background: boolean): HttpContext {
  return new HttpContext().set(BACKGROUND, background);
}
