import { Component, computed, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { ConsoleSessionStore } from '../../session/console-session.store.ts';
import { SignOut } from '../../session/sign-out.ts';
import { wordOfRole } from '../../shared/util/role-words.ts';
import { ShortcutList } from '../shortcuts/shortcut-list.ts';

/** Who is signed in; the way to the console profile and out. */
@Component({
  selector: 'app-user-menu',
  imports: [MatIcon, MatMenu, MatMenuItem, MatMenuTrigger, RouterLink],
  templateUrl: './user-menu.component.html',
  styleUrl: './user-menu.component.scss',
})
export class UserMenuComponent {
  protected readonly session = inject(ConsoleSessionStore);
  protected readonly shortcuts = inject(ShortcutList);
  protected readonly signOut = inject(SignOut);
  protected readonly name = computed(() => this.session.session()?.displayName ?? '');
  protected readonly initials = computed(() =>
    this.name()
      .split(/\s+/)
      .map((word) => word.charAt(0).toUpperCase())
      .slice(0, 2)
      .join(''),
  );
  protected readonly roles = computed(() =>
    (this.session.tenant()?.roles ?? []).map((role) => wordOfRole[role]).join(', '),
  );
  protected readonly profileLink = computed(() => {
    const tenant = this.session.tenant();
    return tenant && ['/t', tenant.id, 'profile'];
  });
}
