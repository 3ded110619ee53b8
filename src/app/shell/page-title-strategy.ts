import { LiveAnnouncer } from '@angular/cdk/a11y';
import { effect, inject, Service, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router';
import { SelectedTenant } from '../session/selected-tenant.ts';
import { PageNames } from '../shared/ui/page-names.ts';

/** "Runs · acme · Stella Console", and the page's name to screen readers, which do not notice a change of page here. */
@Service()
export class PageTitleStrategy extends TitleStrategy {
  readonly #title = inject(Title);
  readonly #tenant = inject(SelectedTenant).id;
  readonly #announcer = inject(LiveAnnouncer);

  readonly #names = inject(PageNames);
  readonly #page = signal<string | undefined>(undefined);

  constructor() {
    super();
    // What a page shows by id gets its name once it has been read.
    effect(() => {
      const page = this.#page();
      if (page !== undefined && this.#names.of(page) !== page) this.#title.setTitle(this.#titleOf(page));
    });
  }

  override updateTitle(snapshot: RouterStateSnapshot): void {
    const page = this.buildTitle(snapshot);
    this.#page.set(page);
    const title = this.#titleOf(page);
    if (title === this.#title.getTitle()) return;
    this.#title.setTitle(title);
    if (page !== undefined) void this.#announcer.announce(this.#names.of(page));
  }

  #titleOf(page: string | undefined): string {
    const name = page === undefined ? undefined : this.#names.of(page);
    return [name, this.#tenant(), 'Stella Console'].filter((part) => part !== undefined).join(' · ');
  }
}
