import { signal } from '@angular/core';
import type { Clock } from '../shared/util/clock.ts';

/** A clock that moves only when told. `{provide: Clock, useClass: FakeClock}`. */
export class FakeClock implements Pick<Clock, 'now'> {
  readonly #now = signal(Date.parse('2026-11-22T10:00:00.000Z'));

  readonly now = this.#now.asReadonly();

  advance(seconds: number): void {
    this.#now.update((now) => now + seconds * 1000);
  }

  /** RFC 3339, so many seconds from the clock's time. */
  inSeconds(seconds: number): string {
    return new Date(this.now() + seconds * 1000).toISOString();
  }
}
