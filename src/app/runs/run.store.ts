import { computed, effect, inject, Service, signal, untracked } from '@angular/core';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { SelectedTenant } from '../session/selected-tenant.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import type { StreamEvent } from '../shared/util/event-stream/stream.ts';
import { toPageError } from '../shared/util/page-error.ts';
import { endingEvents, isLater, type LiveRun, liveRunOf, withLive } from './live-run.ts';
import { type LogLine, logLineOf } from './run-log.ts';
import { RunsClient } from './runs.client.ts';

/** Lines of the log that the page keeps. */
const keptLines = 1_000;

/** One run, kept up to date by its events. */
@Service({ autoProvided: false })
export class RunStore {
  readonly #client = inject(RunsClient);
  readonly #notices = inject(Notices);
  readonly #tenant = inject(SelectedTenant).id;

  readonly #id = signal('');
  readonly #live = signal<LiveRun | undefined>(undefined);
  readonly #log = signal<readonly LogLine[]>([]);
  readonly #busy = signal(false);
  readonly #background = signal(false);
  readonly #filesWanted = signal(false);
  readonly #manifestWanted = signal(false);

  readonly loaded = this.#client.one(this.#id, this.#background);
  readonly artifacts = this.#client.artifacts(this.#id, () => this.#filesWanted());
  readonly manifest = this.#client.manifest(this.#id, () => this.#manifestWanted());
  readonly log = this.#log.asReadonly();
  /** An action of the person is under way. */
  readonly busy = this.#busy.asReadonly();

  /** The run as read, with what its newest event says. */
  readonly run = computed((): Run | undefined => {
    const run = this.loaded.value();
    return run && withLive(run, this.#live());
  });

  readonly bundleUrl = computed(() => this.#client.bundleUrl(this.#tenant() ?? '', this.#id()));

  constructor() {
    effect((onCleanup) => {
      const [tenant, id] = [this.#tenant(), this.#id()];
      this.#live.set(undefined);
      this.#log.set([]);
      if (tenant === undefined || id === '') return;
      const subscription = this.#client.runEvents(tenant, id).subscribe((event) => this.#follow(event));
      onCleanup(() => subscription.unsubscribe());
    });
  }

  show(id: string): void {
    if (id === this.#id()) return;
    this.#background.set(false);
    this.#filesWanted.set(false);
    this.#manifestWanted.set(false);
    this.#id.set(id);
  }

  readFiles(): void {
    this.#filesWanted.set(true);
  }

  readManifest(): void {
    this.#manifestWanted.set(true);
  }

  async cancel(): Promise<void> {
    await this.#act('The run could not be cancelled', () => this.#client.cancel(this.#id()));
  }

  async retry(): Promise<void> {
    await this.#act('The run could not be retried', () => this.#client.retry(this.#id()));
  }

  async verify(): Promise<void> {
    await this.#act('The bundle could not be verified', () => this.#client.verify(this.#id()));
  }

  async #act(failure: string, action: () => Promise<unknown>): Promise<void> {
    this.#busy.set(true);
    try {
      await action();
      this.#background.set(false);
      this.loaded.reload();
    } catch (error) {
      this.#notices.failed(failure, toPageError(error));
    } finally {
      this.#busy.set(false);
    }
  }

  #follow(event: StreamEvent): void {
    const line = logLineOf(event);
    if (line !== undefined) this.#log.update((lines) => [...lines, line].slice(-keptLines));
    const live = liveRunOf(event.data);
    if (live === undefined) return;
    const known = untracked(this.#live);
    if (known === undefined || isLater(live, known)) this.#live.set(live);
    if (this.#tellsMore(event.type, live)) this.#readInBackground();
  }

  /**
   * The stream begins with the whole past of the run, which has been read already: only what comes after that is a reason
   * to read again. A verification leaves the state of the run as it is, so its time decides.
   */
  #tellsMore(type: string, live: LiveRun): boolean {
    const read = untracked(this.loaded.value);
    if (read === undefined) return false;
    if (type === 'run.verified') return live.at > (read.verification.at ?? '');
    return (type === 'run.phase' || type === 'run.started' || endingEvents.has(type)) && isLater(live, read);
  }

  #readInBackground(): void {
    this.#background.set(true);
    this.loaded.reload();
  }
}
