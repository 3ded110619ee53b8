import { computed, effect, inject, Service, untracked } from '@angular/core';
import { Clock } from '../shared/util/clock.ts';
import { ConsoleSessionStore } from './console-session.store.ts';

/** The person is warned this long before the end. */
const warningSeconds = 120;
/** Near the end the server is asked this often: calls of other tabs may have prolonged the session. */
const recheckSeconds = 20;

/** When the session will end, and whether to say so. */
@Service()
export class SessionDeadline {
  readonly #session = inject(ConsoleSessionStore);
  readonly #clock = inject(Clock);

  readonly #endsAt = computed(() => {
    const session = this.#session.session();
    return session && Math.min(Date.parse(session.idleExpiresAt), Date.parse(session.absoluteExpiresAt));
  });

  /** Undefined without a session. Below zero when it should be over. */
  readonly secondsLeft = computed(() => {
    const endsAt = this.#endsAt();
    return endsAt === undefined ? undefined : Math.ceil((endsAt - this.#clock.now()) / 1000);
  });

  readonly isNear = computed(() => (this.secondsLeft() ?? Infinity) <= warningSeconds);

  /** False when only a new sign-in helps, because the session has reached its greatest length. */
  readonly canExtend = computed(() => {
    const session = this.#session.session();
    return session !== undefined && Date.parse(session.idleExpiresAt) < Date.parse(session.absoluteExpiresAt);
  });

  /** Changes each time the server should be asked again. */
  readonly #recheck = computed(() =>
    this.isNear() ? Math.ceil((this.secondsLeft() ?? 0) / recheckSeconds) : undefined,
  );

  constructor() {
    effect(() => {
      if (this.#recheck() !== undefined) untracked(() => void this.#session.refresh());
    });
  }
}
