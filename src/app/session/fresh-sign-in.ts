import { inject, Service } from '@angular/core';
import { Confirmations } from '../shared/ui/confirm/confirmations.ts';
import { ConsoleSessionStore } from './console-session.store.ts';

/** Some actions need a sign-in of the last five minutes; this offers one, and the person comes back to the same page. */
@Service()
export class FreshSignIn {
  readonly #confirmations = inject(Confirmations);
  readonly #session = inject(ConsoleSessionStore);

  async ask(): Promise<void> {
    const agreed = await this.#confirmations.ask({
      heading: 'Sign in again to go on',
      consequence:
        'This action needs a sign-in of the last five minutes. You come back to this page, then repeat the action.',
      verb: 'Sign in again',
    });
    if (agreed) this.#session.confirmIdentity();
  }
}
