import { inject, Service } from '@angular/core';
import { Confirmations } from '../shared/ui/confirm/confirmations.ts';
import { plural } from '../shared/util/quantities.ts';
import { ConsoleSessionStore } from './console-session.store.ts';
import { Downloads } from './downloads/downloads.ts';
import { FormDrafts } from './form-drafts.ts';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** Signs out, and says first what that would cost: a sign-out ends downloads and empties what the browser has kept. */
@Service()
export class SignOut {
  readonly #confirmations = inject(Confirmations);
  readonly #session = inject(ConsoleSessionStore);
  readonly #downloads = inject(Downloads);
  readonly #drafts = inject(FormDrafts);

  async ask(): Promise<void> {
    const losses = this.#losses();
    if (losses.length > 0) {
      const consequence = losses.join(' ');
      const agreed = await this.#confirmations.ask({ heading: 'Sign out now?', consequence, verb: 'Sign out' });
      if (!agreed) return;
    }
    await this.#session.signOut();
    if (this.#session.state() === 'signed-out') this.#drafts.dropAll();
  }

  /** Whole sentences. */
  #losses(): readonly string[] {
    const downloads = [...new Set(this.#downloads.perhapsUnderWay().map(({ fileName }) => fileName))];
    const drafts = this.#drafts.count();
    const names = list.format(downloads);
    return [
      ...(downloads.length === 0
        ? []
        : [
            plural(downloads.length, {
              one: `A download that may still be under way is cut: ${names}.`,
              other: `# downloads that may still be under way are cut: ${names}.`,
            }),
          ]),
      ...(drafts === 0
        ? []
        : [
            plural(drafts, {
              one: 'What you typed into a form and did not send is lost.',
              other: 'What you typed into # forms and did not send is lost.',
            }),
          ]),
    ];
  }
}
