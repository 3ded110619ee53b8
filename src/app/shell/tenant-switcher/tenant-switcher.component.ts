import { Component, computed, inject, viewChild } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { Router } from '@angular/router';
import { ConsoleSessionStore } from '../../session/console-session.store.ts';
import { wordOfRole } from '../../shared/util/role-words.ts';

/** The tenant in sight, and the menu of the others. */
@Component({
  selector: 'app-tenant-switcher',
  imports: [MatIcon, MatMenu, MatMenuItem, MatMenuTrigger],
  templateUrl: './tenant-switcher.component.html',
  styleUrl: './tenant-switcher.component.scss',
})
export class TenantSwitcherComponent {
  protected readonly session = inject(ConsoleSessionStore);
  protected readonly name = computed(
    () => this.session.tenant()?.displayName ?? this.session.requestedTenant() ?? 'No tenant',
  );
  protected readonly choices = computed(() =>
    this.session.tenants().map(({ id, displayName, roles }) => ({
      id,
      displayName,
      roles: roles.map((role) => wordOfRole[role]).join(', '),
      selected: id === this.session.tenantId(),
    })),
  );

  readonly #router = inject(Router);
  private readonly trigger = viewChild.required(MatMenuTrigger);

  open(): void {
    this.trigger().openMenu();
  }

  /** To the same area of the other tenant; what stood below it (a run, a filter) belongs to the old one. */
  protected switchTo(tenant: string): void {
    const [, , area = 'overview'] = this.#router.url.split(/[?#]/)[0]?.split('/').filter(Boolean) ?? [];
    void this.#router.navigate(['/t', tenant, area]);
  }
}
