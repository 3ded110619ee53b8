import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { ConsoleSessionStore } from '../../session/console-session.store.ts';
import { SessionDeadline } from '../../session/session-deadline.ts';
import { formatCountdown } from '../../shared/util/quantities.ts';

/** Two minutes before the session ends: how long is left, and how to stay. */
@Component({
  selector: 'app-session-banner',
  imports: [MatButton, MatIcon],
  template: `
    @if (deadline.isNear()) {
      <div class="banner">
        <mat-icon svgIcon="schedule" aria-hidden="true" />
        @if (deadline.canExtend()) {
          <p role="alert">Your session is about to end, because nothing was done for a while.</p>
        } @else {
          <p role="alert">Your session has reached its greatest length and is about to end.</p>
        }
        <span class="left tabular" role="timer" aria-label="Time left">{{ left() }}</span>
        @if (deadline.canExtend()) {
          <button matButton="outlined" type="button" (click)="session.extend()">Stay signed in</button>
        } @else {
          <button matButton="outlined" type="button" (click)="session.signIn()">Sign in again</button>
        }
      </div>
    }
  `,
  styleUrl: './session-banner.component.scss',
})
export class SessionBannerComponent {
  protected readonly deadline = inject(SessionDeadline);
  protected readonly session = inject(ConsoleSessionStore);
  protected readonly left = computed(() => formatCountdown(this.deadline.secondsLeft() ?? 0));
}
