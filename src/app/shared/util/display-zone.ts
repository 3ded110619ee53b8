import { Service, signal } from '@angular/core';
import type { Preferences } from '../../../../server/contracts/bff/session.ts';

export type ZoneChoice = Preferences['timeZone'];

/** The zone that every time of the console is printed in. The person's preferences set it. */
@Service()
export class DisplayZone {
  readonly #choice = signal<ZoneChoice>('utc');

  readonly choice = this.#choice.asReadonly();

  use(choice: ZoneChoice): void {
    this.#choice.set(choice);
  }
}
