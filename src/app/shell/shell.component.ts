import { Component, computed, effect, type ElementRef, inject, untracked, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { filter, map, pairwise } from 'rxjs';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { EventStreams } from '../shared/util/event-stream/event-streams.ts';
import { navigation } from './navigation.ts';
import { RailComponent } from './rail/rail.component.ts';
import { SessionBannerComponent } from './session-banner/session-banner.component.ts';
import { ShortcutList } from './shortcuts/shortcut-list.ts';
import { type Shortcut, Shortcuts } from './shortcuts/shortcuts.ts';
import { TenantUnknownComponent } from './states/tenant-unknown.component.ts';
import { TopBarComponent } from './top-bar/top-bar.component.ts';

/** The frame around every page of a signed-in person. */
@Component({
  selector: 'app-shell',
  imports: [RailComponent, RouterOutlet, SessionBannerComponent, TenantUnknownComponent, TopBarComponent],
  templateUrl: './shell.component.html',
  styleUrl: './shell.component.scss',
  host: { '(document:keydown)': 'shortcuts.handle($event)' },
})
export class ShellComponent {
  protected readonly shortcuts = inject(Shortcuts);
  protected readonly entries = computed(() => navigation.filter(({ scope }) => this.#session.has(scope)));
  protected readonly tenantId = computed(() => this.#session.tenantId());
  /** The URL names a tenant without a role of the person's, or they have no tenant at all. */
  protected readonly withoutTenant = computed(() => this.#session.tenant() === undefined);

  readonly #session = inject(ConsoleSessionStore);
  readonly #router = inject(Router);
  readonly #shortcutList = inject(ShortcutList);
  private readonly topBar = viewChild.required(TopBarComponent);
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');

  constructor() {
    effect(() => this.shortcuts.bind(this.#shortcuts()));
    this.#focusPageAfterNavigation();
    this.#noticeRefusedStreams();
  }

  protected skipToContent(event: Event): void {
    event.preventDefault();
    this.main().nativeElement.focus();
  }

  #shortcuts(): readonly Shortcut[] {
    const pages = this.entries().map(({ label, key, path }) => ({
      keys: `g ${key}`,
      label: `Go to ${label}`,
      run: () => void this.#router.navigate(['/t', this.tenantId(), path]),
    }));
    return [
      ...pages,
      { keys: 't', label: 'Switch tenant', run: () => this.topBar().openTenantSwitcher() },
      { keys: '/', label: 'Search this page', run: () => this.#focusSearch() },
      { keys: '?', label: 'Show the keyboard shortcuts', run: () => void this.#shortcutList.open() },
    ];
  }

  #focusSearch(): void {
    this.main().nativeElement.querySelector<HTMLInputElement>('input[type="search"]')?.focus();
  }

  /** A new page starts at its beginning, also for the keyboard; a changed filter in the URL is no new page. */
  #focusPageAfterNavigation(): void {
    this.#router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        map(({ urlAfterRedirects }) => urlAfterRedirects.split(/[?#]/)[0]),
        pairwise(),
        filter(([before, after]) => before !== after),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.main().nativeElement.focus({ preventScroll: true }));
  }

  /** A stream that is refused is mostly a session that ended without any call having noticed. */
  #noticeRefusedStreams(): void {
    const streams = inject(EventStreams);
    effect(() => {
      if (streams.state()?.kind === 'refused') untracked(() => void this.#session.refresh());
    });
  }
}
