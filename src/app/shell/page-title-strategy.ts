import { LiveAnnouncer } from '@angular/cdk/a11y';
import { inject, Service } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router';
import { SelectedTenant } from '../session/selected-tenant.ts';

/** "Runs · acme · Stella Console", and the page's name to screen readers, which do not notice a change of page here. */
@Service()
export class PageTitleStrategy extends TitleStrategy {
  readonly #title = inject(Title);
  readonly #tenant = inject(SelectedTenant).id;
  readonly #announcer = inject(LiveAnnouncer);

  override updateTitle(snapshot: RouterStateSnapshot): void {
    const page = this.buildTitle(snapshot);
    const title = [page, this.#tenant(), 'Stella Console'].filter((part) => part !== undefined).join(' · ');
    if (title === this.#title.getTitle()) return;
    this.#title.setTitle(title);
    if (page !== undefined) void this.#announcer.announce(page);
  }
}
