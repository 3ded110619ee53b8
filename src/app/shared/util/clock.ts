import { DestroyRef, inject, Service, signal, type Signal } from '@angular/core';

/** The time, as a signal that moves once a second: what counts down or says "5 min ago" reads it. */
@Service()
export class Clock {
  readonly #now = signal(Date.now());

  /** Milliseconds since the epoch. */
  readonly now: Signal<number> = this.#now.asReadonly();

  constructor() {
    const timer = setInterval(() => this.#now.set(Date.now()), 1000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
