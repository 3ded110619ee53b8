import { effect, inject, Service, signal } from '@angular/core';
import { SelectedTenant } from '../session/selected-tenant.ts';
import { holdIdOf } from './hold-event.ts';
import { HoldsClient } from './holds.client.ts';

/** One hold with the bundles that it covers, kept up to date by the events of the tenant. */
@Service({ autoProvided: false })
export class HoldStore {
  readonly #client = inject(HoldsClient);
  readonly #id = signal('');
  readonly #refreshing = signal(false);

  readonly hold = this.#client.one(this.#id, this.#refreshing);
  readonly covered = this.#client.covered(() => this.hold.value());

  constructor() {
    const tenant = inject(SelectedTenant).id;
    effect((onCleanup) => {
      const selected = tenant();
      if (selected === undefined) return;
      const subscription = this.#client.events(selected).subscribe((event) => {
        if (event.type !== 'reset' && holdIdOf(event) !== this.#id()) return;
        this.#refreshing.set(true);
        this.hold.reload();
      });
      onCleanup(() => subscription.unsubscribe());
    });
  }

  show(id: string): void {
    this.#refreshing.set(false);
    this.#id.set(id);
  }
}
