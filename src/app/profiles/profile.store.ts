import { computed, effect, inject, Service, signal } from '@angular/core';
import type { ProfileEventData } from '../../../server/contracts/export-center/events.ts';
import type { Profile, ProfileRevisionDraft } from '../../../server/contracts/export-center/profile.ts';
import { SelectedTenant } from '../session/selected-tenant.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import type { StreamEvent } from '../shared/util/event-stream/stream.ts';
import { type PageError, toPageError } from '../shared/util/page-error.ts';
import { SubmissionKey } from '../shared/util/submission-key.ts';
import { ProfilesClient } from './profiles.client.ts';

/** One profile with its revisions, kept up to date by the events of the tenant. */
@Service({ autoProvided: false })
export class ProfileStore {
  readonly #client = inject(ProfilesClient);
  readonly #notices = inject(Notices);
  readonly #tenant = inject(SelectedTenant).id;
  readonly #runKey = new SubmissionKey();

  readonly #id = signal('');
  readonly #busy = signal(false);
  readonly #refreshing = signal(false);
  /** As the answer to a change of this page gave it, until it is read again. */
  readonly #written = signal<Profile | undefined>(undefined);

  readonly loaded = this.#client.one(this.#id, this.#refreshing);
  /** The newest revision that this page knows of. */
  readonly profile = computed((): Profile | undefined => {
    const [read, written] = [this.loaded.value(), this.#written()];
    if (read === undefined || written?.profileId !== read.profileId) return read;
    return isNewer(written, read) ? written : read;
  });
  readonly #revision = computed(() => this.profile()?.revision);
  readonly revisions = this.#client.revisions(this.#id, this.#revision);
  readonly #latest = this.#client.latestBundle(this.#id);
  /** Of the newest run whose bundle is still there. */
  readonly latestBundleBytes = computed(() => this.#latest.value()?.items[0]?.bundle?.bytes);
  readonly sources = this.#client.sources();
  /** An action of the person is under way. */
  readonly busy = this.#busy.asReadonly();

  constructor() {
    effect((onCleanup) => {
      const tenant = this.#tenant();
      if (tenant === undefined) return;
      const subscription = this.#client.events(tenant).subscribe((event) => this.#follow(event));
      onCleanup(() => subscription.unsubscribe());
    });
  }

  show(id: string): void {
    this.#refreshing.set(false);
    this.#id.set(id);
  }

  /** @throws what the call threw; where another revision came first, that one is read, too. */
  async revise(expected: Profile, draft: ProfileRevisionDraft): Promise<Profile> {
    try {
      const written = await this.#client.revise(expected.profileId, expected.revision, draft);
      this.#written.set(written);
      return written;
    } catch (cause) {
      if (isStale(toPageError(cause))) this.loaded.reload();
      throw cause;
    }
  }

  async archive({ profileId, revision, name }: Profile): Promise<void> {
    await this.#act('The profile could not be archived', async () => {
      this.#written.set(await this.#client.archive(profileId, revision));
      this.#notices.succeeded(`Profile ${name} is archived`);
    });
  }

  /** The id of the run; undefined when it could not be started, which is told. */
  async startRun(): Promise<string | undefined> {
    let runId: string | undefined;
    await this.#act('The run could not be started', async () => {
      runId = (await this.#client.startRun(this.#id(), this.#runKey.for(this.#id()))).runId;
      this.#runKey.settle();
    });
    return runId;
  }

  async #act(failure: string, action: () => Promise<void>): Promise<void> {
    this.#busy.set(true);
    try {
      await action();
    } catch (cause) {
      const error = toPageError(cause);
      if (isStale(error)) this.loaded.reload();
      if (!error.retryable) this.#runKey.settle();
      this.#notices.failed(failure, error);
    } finally {
      this.#busy.set(false);
    }
  }

  #follow({ type, data }: StreamEvent): void {
    const isOurs = type === 'profile.changed' && (data as ProfileEventData).profileId === this.#id();
    if (type !== 'reset' && !(isOurs && this.#isNews(data as ProfileEventData))) return;
    this.#refreshing.set(true);
    this.loaded.reload();
  }

  #isNews({ revision, archived }: ProfileEventData): boolean {
    const known = this.profile();
    return known === undefined || revision > known.revision || archived !== known.archived;
  }
}

function isStale({ code }: PageError): boolean {
  return code === 'ERR_REVISION';
}

/** Archiving makes no revision. */
function isNewer(left: Profile, right: Profile): boolean {
  return left.revision > right.revision || (left.revision === right.revision && left.archived && !right.archived);
}
