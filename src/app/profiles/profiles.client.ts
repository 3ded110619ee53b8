import { HttpClient, HttpContext } from '@angular/common/http';
import { inject, Service } from '@angular/core';
import { firstValueFrom, type Observable } from 'rxjs';
import type { DryRun } from '../../../server/contracts/export-center/dry-run.ts';
import type { Profile, ProfileDraft, ProfileRevisionDraft } from '../../../server/contracts/export-center/profile.ts';
import type { Run, SubmittedRun } from '../../../server/contracts/export-center/run.ts';
import type { EvidenceSources } from '../../../server/contracts/export-center/sources.ts';
import type { Page } from '../../../server/contracts/lists.ts';
import { BACKGROUND } from '../session/request-context.ts';
import { tenantResource } from '../session/tenant-resource.ts';
import { withTenant } from '../session/tenant-url.ts';
import { EventStreams } from '../shared/util/event-stream/event-streams.ts';
import type { StreamEvent } from '../shared/util/event-stream/stream.ts';
import type { Loaded } from '../shared/util/loaded.ts';

const root = '/api/export';

/** Profiles of the Export Center (contract.md, section 3). The only file of this area that knows URLs. */
@Service()
export class ProfilesClient {
  readonly #http = inject(HttpClient);
  readonly #streams = inject(EventStreams);

  /** Needs an injection context, as the other reads. `background`: no person asked for the newest read. */
  list(query: () => Readonly<Record<string, string>> | undefined, background: () => boolean): Loaded<Page<Profile>> {
    return tenantResource<Page<Profile>>(
      () => {
        const params = query();
        return params && { url: `${root}/profiles`, params, context: contextOf(background()) };
      },
      { isEmpty: ({ items }) => items.length === 0 },
    );
  }

  /** `id` empty: not known yet. */
  one(id: () => string, background: () => boolean): Loaded<Profile> {
    return tenantResource<Profile>(
      () => (id() === '' ? undefined : { url: `${root}/profiles/${id()}`, context: contextOf(background()) }),
      {
        id,
      },
    );
  }

  /** Newest first. Read again when `revision` moves. */
  revisions(id: () => string, revision: () => number | undefined): Loaded<Page<Profile>> {
    return tenantResource<Page<Profile>>(
      () => (revision() === undefined ? undefined : { url: `${root}/profiles/${id()}/revisions` }),
      { id },
    );
  }

  /** The newest run of the profile that still has its bundle. */
  latestBundle(id: () => string): Loaded<Page<Run>> {
    return tenantResource<Page<Run>>(
      () =>
        id() === '' ? undefined : { url: `${root}/runs`, params: { profileId: id(), bundle: 'present', limit: 1 } },
      { id },
    );
  }

  /** What there is to export. */
  sources(): Loaded<EvidenceSources> {
    return tenantResource<EvidenceSources>(() => ({ url: `${root}/sources` }));
  }

  /** `key` makes a repetition of the same draft harmless. */
  create(draft: ProfileDraft, key: string): Promise<Profile> {
    const headers = { 'Idempotency-Key': key };
    return firstValueFrom(this.#http.post<Profile>(`${root}/profiles`, draft, { headers }));
  }

  /** Refused with `ERR_REVISION` when the profile is no longer at `revision`. */
  revise(id: string, revision: number, draft: ProfileRevisionDraft): Promise<Profile> {
    const headers = { 'If-Match': `"${revision}"` };
    return firstValueFrom(this.#http.put<Profile>(`${root}/profiles/${id}`, draft, { headers }));
  }

  archive(id: string, revision: number): Promise<Profile> {
    const headers = { 'If-Match': `"${revision}"` };
    return firstValueFrom(this.#http.delete<Profile>(`${root}/profiles/${id}`, { headers }));
  }

  /** What a run of the draft would pack, and what would stop it; nothing is kept. */
  dryRun(draft: ProfileDraft): Promise<DryRun> {
    return firstValueFrom(this.#http.post<DryRun>(`${root}/profiles/dry-run`, draft));
  }

  startRun(profileId: string, key: string): Promise<SubmittedRun> {
    const headers = { 'Idempotency-Key': key };
    return firstValueFrom(this.#http.post<SubmittedRun>(`${root}/runs`, { profileId }, { headers }));
  }

  /** All events of the tenant, shared with every other listener of the tab. */
  events(tenant: string): Observable<StreamEvent> {
    return this.#streams.events(withTenant(`${root}/events`, tenant));
  }
}

function contextOf(background: boolean): HttpContext {
  return new HttpContext().set(BACKGROUND, background);
}
