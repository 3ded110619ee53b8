import { computed, inject, Service, signal } from '@angular/core';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import type { FreshAction } from '../session/fresh-action/fresh-action.ts';
import { FreshActions } from '../session/fresh-action/fresh-actions.ts';
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
  readonly #freshActions = inject(FreshActions);
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
  /** One file of the bundle, or one that lies beside it. */
  fileUrl(path: string): string {
    return this.#client.fileUrl(this.#session.tenantId() ?? '', this.#id(), path);
  }

  /** Undefined until the locker has been told of the bundle. */
  readonly bundleId = computed(
    () => this.registered.value()?.items.find(({ source }) => source.runId === this.#id())?.bundleId,
  );
  readonly #manifest = this.#client.manifest(this.#id, () => this.bundle()?.encrypted === true);
  /** How the bundle is encrypted and for whom; undefined until its manifest is read, and where it is not. */
  readonly encryption = computed(() => this.#manifest.value()?.encryption ?? undefined);
  /** The key that the bundle was signed with; where the run does not say, the current one. */
  readonly signingKey = computed(() => {
    const keys = this.keys.value()?.items ?? [];
    const keyId = this.run()?.signatures[0]?.keyId;
    return keys.find((key) => key.keyId === keyId) ?? keys[0];
  });

  readonly #deletion = computed((): FreshAction | undefined => {
    const [id, bundle] = [this.#id(), this.bundle()];
    if (bundle === undefined) return undefined;
    return {
      name: `bundles/${id}/delete`,
      needsReason: true,
      heading: `Delete the bundle of ${id}?`,
      consequence: `${bundle.fileName} (${formatBytes(bundle.bytes)}) is deleted for good. The run, its manifest and its timeline are kept.`,
      verb: 'Delete bundle',
    };
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
    try {
      await this.#whileBusy('verifying', () => this.#client.verify(this.#id()));
    } catch (cause) {
      this.#fail('The bundle could not be verified', cause, () => this.verify());
    }
  }

  /** Asks, deletes, and says what was refused: a hold that nobody knew of here is named by the answer. */
  async delete(): Promise<void> {
    const [id, deletion, bundle] = [this.#id(), this.#deletion(), this.bundle()];
    if (deletion === undefined || bundle === undefined) return;
    const { fileName } = bundle;
    try {
      const deleted = await this.#freshActions.perform(deletion, () =>
        this.#whileBusy('deleting', () => this.#client.delete(id, fileName)),
      );
      if (deleted !== undefined) this.#notices.succeeded(`${fileName} is deleted`);
    } catch (cause) {
      this.#fail('The bundle was not deleted', cause, () => this.delete());
    }
  }

  /** Where it is `possible`: asks again what the page was left over for a sign-in. Needs an injection context. */
  resumeDeletion(possible: () => boolean): void {
    this.#freshActions.resume(
      () => {
        if (this.run() === undefined) return undefined;
        const deletion = possible() ? this.#deletion() : undefined;
        return deletion === undefined ? [] : [deletion.name];
      },
      () => void this.delete(),
    );
  }

  async #whileBusy<Answer>(busy: 'verifying' | 'deleting', action: () => Promise<Answer>): Promise<Answer> {
    this.#busy.set(busy);
    this.#failed.set(undefined);
    try {
      return await action();
    } finally {
      this.#busy.set(undefined);
      this.#background.set(false);
      this.loaded.reload();
      this.registered.reload();
    }
  }

  #fail(heading: string, cause: unknown, retry: () => Promise<void>): void {
    this.#failed.set({ heading, error: toPageError(cause), retry });
  }

  #renewInBackground(): void {
    this.#background.set(true);
    this.loaded.reload();
    this.registered.reload();
  }
}
