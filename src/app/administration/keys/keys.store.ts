import { inject, Service, signal } from '@angular/core';
import type { FreshAction } from '../../session/fresh-action/fresh-action.ts';
import { FreshActions } from '../../session/fresh-action/fresh-actions.ts';
import { Notices } from '../../shared/ui/notices/notices.ts';
import { type PageError, toPageError } from '../../shared/util/page-error.ts';
import { KeysClient } from './keys.client.ts';

const rotation: FreshAction = {
  name: 'administration/keys/rotate',
  needsReason: true,
  heading: 'Rotate the signing key?',
  consequence:
    'New bundles are signed with a new key; whoever checks them needs its public key first. The old private key is destroyed. Bundles that it signed stay verifiable, and its public key stays here.',
  verb: 'Rotate key',
};

/** The signing keys of the tenant, and their rotation. */
@Service({ autoProvided: false })
export class KeysStore {
  readonly #client = inject(KeysClient);
  readonly #freshActions = inject(FreshActions);
  readonly #notices = inject(Notices);
  readonly #busy = signal(false);
  readonly #error = signal<PageError | undefined>(undefined);

  readonly loaded = this.#client.keys();
  readonly busy = this.#busy.asReadonly();
  /** Why the latest rotation failed. */
  readonly error = this.#error.asReadonly();

  /** Asks, rotates, and reads the keys again. */
  async rotate(): Promise<void> {
    this.#error.set(undefined);
    try {
      const keys = await this.#freshActions.perform(rotation, () => this.#whileBusy(() => this.#client.rotate()));
      if (keys === undefined) return;
      this.#notices.succeeded('The signing key is rotated');
      this.loaded.reload();
    } catch (cause) {
      this.#error.set(toPageError(cause));
    }
  }

  /** Where it is `possible`: asks again what the page was left over for a sign-in. Needs an injection context. */
  resumeRotation(possible: () => boolean): void {
    this.#freshActions.resume(
      () => (possible() ? [rotation.name] : undefined),
      () => void this.rotate(),
    );
  }

  async #whileBusy<Answer>(action: () => Promise<Answer>): Promise<Answer> {
    this.#busy.set(true);
    try {
      return await action();
    } finally {
      this.#busy.set(false);
    }
  }
}
