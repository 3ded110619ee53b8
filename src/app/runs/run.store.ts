import { computed, effect, inject, Service, signal } from '@angular/core';
import type { Run } from '../../../server/contracts/export-center/run.ts';
import { SelectedTenant } from '../session/selected-tenant.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import type { StreamEvent } from '../shared/util/event-stream/stream.ts';
import { toPageError } from '../shared/util/page-error.ts';
import { endingEvents, type LiveRun, liveRunOf } from './live-run.ts';
import { RunsClient } from './runs.client.ts';

/** Lines of the log that the page keeps. */
const keptLines = 1_000;

/** One line of what happened to the run. */
export interface LogLine {
  readonly id: string;
  readonly at: string;
  readonly text: string;
}

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
  readonly #filesWanted = signal(false);
  readonly #manifestWanted = signal(false);

  readonly loaded = this.#client.one(this.#id);
  readonly artifacts = this.#client.artifacts(this.#id, () => this.#filesWanted());
  readonly manifest = this.#client.manifest(this.#id, () => this.#manifestWanted());
  readonly log = this.#log.asReadonly();
  /** An action of the person is under way. */
  readonly busy = this.#busy.asReadonly();

  /** The run as read, with what its newest event says. */
  readonly run = computed((): Run | undefined => {
    const run = this.loaded.value();
    const live = this.#live();
    if (run === undefined || live?.runId !== run.runId || run.finishedAt !== null) return run;
    return { ...run, status: live.status, phase: live.phase, attempt: live.attempt, progress: live.progress };
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

  async verify(): Promise<void> {
    await this.#act('The bundle could not be verified', () => this.#client.verify(this.#id()));
  }

  async #act(failure: string, action: () => Promise<unknown>): Promise<void> {
    this.#busy.set(true);
    try {
      await action();
      this.loaded.reload();
    } catch (error) {
      this.#notices.failed(failure, toPageError(error));
    } finally {
      this.#busy.set(false);
    }
  }

  #follow({ id, type, data }: StreamEvent): void {
    const live = liveRunOf(data);
    if (live === undefined) return;
    this.#live.set(live);
    const line = logLineOf(id, type, data as { at: string; message?: string }, live);
    if (line !== undefined) this.#log.update((lines) => [...lines, line].slice(-keptLines));
    if (type === 'run.phase' || endingEvents.has(type)) this.loaded.reload();
  }
}

function logLineOf(
  id: string | undefined,
  type: string,
  { at, message }: { at: string; message?: string },
  { phase, attempt }: LiveRun,
): LogLine | undefined {
  if (type === 'run.progress') return undefined;
  const text: Readonly<Record<string, string>> = {
    'run.created': 'Accepted and queued',
    'run.started': `A worker begins attempt ${attempt}`,
    'run.phase': `Phase ${phase ?? 'unknown'} begins`,
    'run.succeeded': 'Succeeded: the bundle is stored and verified',
    'run.failed': 'Failed',
    'run.cancelled': 'Cancelled',
    'run.verified': 'Verification finished',
    'run.expired': 'The bundle was deleted',
  };
  return { id: id ?? `${at}${type}`, at, text: message ?? text[type] ?? type };
}
