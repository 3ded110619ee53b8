import { Component, effect, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { RouterOutlet } from '@angular/router';
import { ConsoleSessionStore } from './session/console-session.store.ts';
import { SignInComponent } from './shell/sign-in/sign-in.component.ts';
import { SessionFailedComponent } from './shell/states/session-failed.component.ts';
import { ShellSkeletonComponent } from './shell/states/shell-skeleton.component.ts';

/** The whole page, by what is known about the session; the URL stays the same in every state. */
@Component({
  selector: 'app-root',
  imports: [RouterOutlet, SessionFailedComponent, ShellSkeletonComponent, SignInComponent],
  template: `
    @switch (session.state()) {
      @case ('loading') {
        <app-shell-skeleton />
      }
      @case ('failed') {
        <app-session-failed />
      }
      @case ('signed-in') {
        <router-outlet />
      }
      @default {
        <app-sign-in />
      }
    }
  `,
})
export class AppComponent {
  protected readonly session = inject(ConsoleSessionStore);

  constructor() {
    void this.session.load();
    // They stand beside the page, and would outlive the session that they belong to.
    const dialogs = inject(MatDialog);
    effect(() => {
      if (this.session.state() !== 'signed-in') dialogs.closeAll();
    });
  }
}
