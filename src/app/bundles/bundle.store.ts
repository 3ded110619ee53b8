import { computed, inject, Service, signal } from '@angular/core';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { Confirmations } from '../shared/ui/confirm/confirmations.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import { type PageError, toPageError } from '../shared/util/page-error.ts';
import { formatBytes } from '../shared/util/quantities.ts';
import { onBundleChanges } from './bundle-changes.ts';
import { BundlesClient } from './bundles.client.ts';

/** An action of the person that failed, and how to try it again. */
export interface FailedAction {
  readonly heading: string;
  readonly error: PageError;
  readonly retry: () => Promise<void>;
}

/** One bundle: its run, its files, the key it was signed with, what holds it. */
@Service({ autoProvided: false })
export class BundleStore {
  readonly #client = inject(BundlesClient);
  readonly #session = inject(ConsoleSessionStore);
  readonly #confirmations = inject(Confirmations);
  readonly #notices = inject(Notices);

  readonly #id = signal('');
  readonly #background = signal(false);
  readonly #busy = signal<'verifying' | 'deleting' | undefined>(undefined);
  readonly #failed = signal<FailedAction | undefined>(undefined);
  readonly #mayReadHolds = computed(() => this.#session.has('evidence:read'));

  readonly loaded = this.#client.run(this.#id, this.#background);
  readonly files = this.#client.artifacts(this.#id);
  readonly keys = this.#client.keys();
  readonly registered = this.#client.registered(
    () => (this.#mayReadHolds() && this.#id() !== '' ? [this.#id()] : []),
    this.#background,
  );

  readonly busy = this.#busy.asReadonly();
  readonly failed = this.#failed.asReadonly();

  readonly run = this.loaded.value;
  /** While it can be had. */
  readonly bundle = computed(() => (this.run()?.status === 'succeeded' ? this.run()?.bundle : undefined) ?? undefined);
  readonly downloadUrl = computed(() => this.#client.downloadUrl(this.#session.tenantId() ?? '', this.#id()));
  /** Undefined until the locker has been told of the bundle. */
  readonly bundleId = computed(
    () => this.registered.value()?.items.find(({ source }) => source.runId === this.#id())?.bundleId,
  );
  /** The key that the bundle was signed with; where the run does not say, the current one. */
  readonly signingKey = computed(() => {
    const keys = this.keys.value()?.items ?? [];
    const keyId = this.run()?.signatures[0]?.keyId;
    return keys.find((key) => key.keyId === keyId) ?? keys[0];
  });

  constructor() {
    onBundleChanges(
      () => this.#renewInBackground(),
      (runId) => runId === this.#id(),
    );
  }

  show(id: string): void {
    if (id === this.#id()) return;
    this.#background.set(false);
    this.#failed.set(undefined);
    this.#id.set(id);
  }

  /** The outcome lands on the page; a bundle found damaged is an answer, not a failure of the action. */
  async verify(): Promise<void> {
    await this.#act(
      'verifying',
      'The bundle could not be verified',
      () => this.verify(),
      async () => {
        await this.#client.verify(this.#id());
      },
    );
  }

  /** Asks, deletes, and says what was refused: a hold that nobody knew of here is named by the answer. */
  async delete(): Promise<void> {
    const [id, bundle] = [this.#id(), this.bundle()];
    if (bundle === undefined) return;
    const { fileName, bytes } = bundle;
    const agreed = await this.#confirmations.ask({
      heading: `Delete the bundle of ${id}?`,
      consequence: `${fileName} (${formatBytes(bytes)}) is deleted for good. The run, its manifest and its timeline are kept.`,
      verb: 'Delete bundle',
    });
    if (!agreed) return;
    await this.#act(
      'deleting',
      'The bundle was not deleted',
      () => this.delete(),
      async () => {
        const deleted = await this.#client.delete(id, fileName);
        if (deleted !== undefined) this.#notices.succeeded(`${fileName} is deleted`);
      },
    );
  }

  async #act(
    busy: 'verifying' | 'deleting',
    heading: string,
    retry: () => Promise<void>,
    action: () => Promise<void>,
  ): Promise<void> {
    this.#busy.set(busy);
    this.#failed.set(undefined);
    try {
      await action();
    } catch (cause) {
      const error = toPageError(cause);
      // The dialog that offers a fresh sign-in stands already (`sessionEndedInterceptor`).
      if (error.code !== 'ERR_FRESH_AUTH_REQUIRED') this.#failed.set({ heading, error, retry });
    } finally {
      this.#busy.set(undefined);
      this.#background.set(false);
      this.loaded.reload();
      this.registered.reload();
    }
  }

  #renewInBackground(): void {
    this.#background.set(true);
    this.loaded.reload();
    this.registered.reload();
  }
}
