import { DOCUMENT, effect, inject, Service, signal } from '@angular/core';
import type { Preferences } from '../../../server/contracts/bff/session.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import { DisplayZone } from '../shared/util/display-zone.ts';
import { toPageError } from '../shared/util/page-error.ts';
import { ConsoleSessionClient } from './console-session.client.ts';
import { ConsoleSessionStore } from './console-session.store.ts';

export type ThemeChoice = Preferences['theme'];

/** Kept in the browser too, so that a reload does not flash in the other theme before the server has answered. */
const themeKey = 'stella.theme';

/** Theme and time zone of the person, kept at the BFF. A choice takes effect at once and is saved behind it. */
@Service()
export class PreferencesStore {
  readonly #client = inject(ConsoleSessionClient);
  readonly #session = inject(ConsoleSessionStore);
  readonly #notices = inject(Notices);
  readonly #document = inject(DOCUMENT);
  readonly #zone = inject(DisplayZone);

  readonly #preferences = signal<Preferences>({ theme: this.#rememberedTheme(), timeZone: 'utc' });

  readonly preferences = this.#preferences.asReadonly();

  constructor() {
    effect(() => this.#apply(this.#preferences()));
    effect(() => {
      if (this.#session.state() === 'signed-in') void this.#read();
    });
  }

  async choose(change: Partial<Preferences>): Promise<void> {
    this.#preferences.update((current) => ({ ...current, ...change }));
    try {
      await this.#client.savePreferences(this.#preferences());
    } catch (error) {
      this.#notices.failed('The choice holds on this page, but could not be saved', toPageError(error));
    }
  }

  /** A BFF that cannot answer leaves the browser's own choice standing: preferences are no reason to stop a person. */
  async #read(): Promise<void> {
    const saved = await this.#client.preferences().catch(() => undefined);
    if (saved !== undefined) this.#preferences.update((current) => ({ ...current, ...saved }));
  }

  #apply({ theme, timeZone }: Preferences): void {
    this.#zone.use(timeZone);
    const root = this.#document.documentElement;
    if (theme === 'system') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', theme);
    this.#document.defaultView?.localStorage.setItem(themeKey, theme);
  }

  #rememberedTheme(): ThemeChoice {
    const remembered = this.#document.defaultView?.localStorage.getItem(themeKey);
    return remembered === 'light' || remembered === 'dark' ? remembered : 'system';
  }
}
