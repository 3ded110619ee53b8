import { computed, effect, inject, Service, signal, untracked } from '@angular/core';
import { SelectedTenant } from '../session/selected-tenant.ts';
import { Clock } from '../shared/util/clock.ts';
import { type OperatorMetadata, reasonMaximum, ticketMaximum } from './operator-metadata.ts';

const lifetimeMs = 30 * 60 * 1000;

/**
 * The operator's reason and ticket, given once for a task. They are dropped 30 minutes after they were given, on request,
 * and at a switch of tenant, because a reason given for one tenant explains nothing in another.
 */
@Service()
export class OperatorContextService {
  readonly #clock = inject(Clock);
  readonly #given = signal<{ readonly metadata: OperatorMetadata; readonly until: number } | undefined>(undefined);
  /** Compared rather than waited for: a laptop that slept must not wake with an old reason. */
  readonly #expired = computed(() => {
    const given = this.#given();
    return given !== undefined && this.#clock.now() >= given.until;
  });

  readonly current = computed(() => (this.#expired() ? undefined : this.#given()?.metadata));
  /** Milliseconds since the epoch. */
  readonly expiresAt = computed(() => (this.#expired() ? undefined : this.#given()?.until));

  constructor() {
    const tenant = inject(SelectedTenant).id;
    effect(() => {
      tenant();
      untracked(() => this.clear());
    });
  }

  /** Trims; throws RangeError outside 1..256 characters of reason and 128 of ticket, which the dialog's form prevents. */
  set({ reason, ticket = '' }: OperatorMetadata): void {
    const trimmed = { reason: reason.trim(), ticket: ticket.trim() };
    if (trimmed.reason.length < 1 || trimmed.reason.length > reasonMaximum) {
      throw new RangeError(`An operator's reason has 1 to ${reasonMaximum} characters.`);
    }
    if (trimmed.ticket.length > ticketMaximum) {
      throw new RangeError(`A ticket has at most ${ticketMaximum} characters.`);
    }
    const metadata = trimmed.ticket === '' ? { reason: trimmed.reason } : trimmed;
    this.#given.set({ metadata, until: this.#clock.now() + lifetimeMs });
  }

  clear(): void {
    this.#given.set(undefined);
  }
}
