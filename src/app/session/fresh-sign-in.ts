import { computed, inject, Service, signal } from '@angular/core';
import { Clock } from '../shared/util/clock.ts';
import { ConsoleSessionStore } from './console-session.store.ts';

/**
 * Whether the sign-in is recent enough for what needs a fresh one (contract.md, ‡). The server decides; this is what the
 * console knows of it, so that a person hears of it before they type.
 */
@Service()
export class FreshSignIn {
  readonly #session = inject(ConsoleSessionStore);
  readonly #clock = inject(Clock);
  readonly #profile = this.#session.profile.value;
  /** The sign-in that the server has called too old, whatever the clock of this browser says. RFC 3339. */
  readonly #refused = signal<string | undefined>(undefined);

  /** RFC 3339; undefined until known. */
  readonly signedInAt = computed(() => this.#profile()?.authenticationTime);

  /** Undefined until known, zero when over. */
  readonly secondsLeft = computed(() => {
    const profile = this.#profile();
    if (profile === undefined) return undefined;
    if (profile.authenticationTime === this.#refused()) return 0;
    return Math.max(0, (Date.parse(profile.freshAuth.expiresAt) - this.#clock.now()) / 1000);
  });

  /** A new sign-in is needed first. False while that is not known. */
  readonly isDue = computed(() => this.secondsLeft() === 0);

  /** The server has answered `ERR_FRESH_AUTH_REQUIRED`. */
  refused(): void {
    this.#refused.set(this.signedInAt());
  }

  /** Another tab may have signed in again meanwhile, for all of them. */
  checkAgain(): void {
    if (this.isDue()) this.#session.profile.reload();
  }

  /** Leaves for the identity provider, and comes back to this page. */
  signIn(): void {
    this.#session.confirmIdentity();
  }
}
