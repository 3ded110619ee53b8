import { HttpClient, HttpContext } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { firstValueFrom, type Observable } from 'rxjs';
import type { Profile } from '../../../server/contracts/export-center/profile.ts';
import type {
  Artifact,
  Run,
  RunSubmission,
  RunVerification,
  SubmittedRun,
} from '../../../server/contracts/export-center/run.ts';
import type { Page } from '../../../server/contracts/lists.ts';
import { asOperator } from '../operator/operator-action.ts';
import { BACKGROUND, inBackground } from '../session/request-context.ts';
import { tenantResource } from '../session/tenant-resource.ts';
import { withTenant } from '../session/tenant-url.ts';
import { EventStreams } from '../shared/util/event-stream/event-streams.ts';
import type { StreamEvent } from '../shared/util/event-stream/stream.ts';
import type { Loaded } from '../shared/util/loaded.ts';

const root = '/api/export';

export type RunsQuery = Readonly<Record<string, string | readonly string[]>>;

/** Runs of the Export Center (contract.md, section 3). The only file of this area that knows URLs. */
@Service()
export class RunsClient {
  readonly #http = inject(HttpClient);
  readonly #streams = inject(EventStreams);

  /** Waits for the query. Needs an injection context. */
  list(query: () => RunsQuery | undefined, background: () => boolean): Loaded<Page<Run>> {
    return tenantResource<Page<Run>>(
      () => {
        const params = query();
        if (params === undefined) return undefined;
        return { url: `${root}/runs`, params, context: new HttpContext().set(BACKGROUND, background()) };
      },
      { isEmpty: ({ items }) => items.length === 0 },
    );
  }

  /** The run that failed first among those that have, and in `total` how many have. Needs an injection context. */
  oldestFailed(): Loaded<Page<Run>> {
    return tenantResource<Page<Run>>(() => ({
      url: `${root}/runs`,
      params: { status: 'failed', sort: 'createdAt', limit: 1 },
      context: inBackground(),
    }));
  }

  /** Needs an injection context. */
  one(id: () => string, background: () => boolean): Loaded<Run> {
    return tenantResource<Run>(
      () =>
        id() === ''
          ? undefined
          : { url: `${root}/runs/${id()}`, context: new HttpContext().set(BACKGROUND, background()) },
      { id },
    );
  }

  /** Read while `wanted`. Needs an injection context. */
  artifacts(id: () => string, wanted: () => boolean): Loaded<{ items: readonly Artifact[] }> {
    return tenantResource(() => (wanted() ? { url: `${root}/runs/${id()}/artifacts` } : undefined), {
      id,
      isEmpty: ({ items }) => items.length === 0,
    });
  }

  /** export.json as it was signed. Read while `wanted`. Needs an injection context. */
  manifest(id: () => string, wanted: () => boolean): Loaded<object> {
    return tenantResource<object>(() => (wanted() ? { url: `${root}/runs/${id()}/manifest` } : undefined), { id });
  }

  /** Profiles that can be run, by name. Needs an injection context. */
  profiles(): Loaded<Page<Profile>> {
    return tenantResource<Page<Profile>>(() => ({ url: `${root}/profiles`, params: { limit: 200 } }), {
      isEmpty: ({ items }) => items.length === 0,
    });
  }

  /** `key` makes a repetition of the same submission harmless. */
  start(submission: Partial<RunSubmission>, key: string): Promise<SubmittedRun> {
    const headers = { 'Idempotency-Key': key };
    return firstValueFrom(this.#http.post<SubmittedRun>(`${root}/runs`, submission, { headers }));
  }

  /** Undefined when the person declined to give a reason. */
  cancel(runId: string): Promise<Run | undefined> {
    const context = asOperator(`Cancel run ${runId}`);
    const answer = this.#http.post<Run>(`${root}/runs/${runId}/cancel`, null, { context });
    return firstValueFrom(answer, { defaultValue: undefined });
  }

  /** The next attempt of a run without a bundle. Undefined when the person declined to give a reason. */
  retry(runId: string): Promise<Run | undefined> {
    const context = asOperator(`Retry run ${runId}`);
    const answer = this.#http.post<Run>(`${root}/runs/${runId}/retry`, null, { context });
    return firstValueFrom(answer, { defaultValue: undefined });
  }

  verify(runId: string): Promise<RunVerification> {
    return firstValueFrom(this.#http.post<RunVerification>(`${root}/runs/${runId}/verify`, null));
  }

  /** For `<a download>`, which can send no header. */
  bundleUrl(tenant: string, runId: string): string {
    return withTenant(`${root}/runs/${runId}/bundle`, tenant);
  }

  /** All events of the tenant, shared with every other listener of the tab. */
  events(tenant: string): Observable<StreamEvent> {
    return this.#streams.events(withTenant(`${root}/events`, tenant));
  }

  /** Events of one run, from its first. */
  runEvents(tenant: string, runId: string): Observable<StreamEvent> {
    return this.#streams.events(withTenant(`${root}/runs/${runId}/events`, tenant));
  }
}
