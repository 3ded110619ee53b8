import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ConsoleSessionStore } from '../../session/console-session.store.ts';

/** What anyone sees who is not signed in, under whatever URL they came by; signing in leads back to it. */
@Component({
  selector: 'app-sign-in',
  imports: [MatButton],
  templateUrl: './sign-in.component.html',
  styleUrl: './sign-in.component.scss',
})
export class SignInComponent {
  protected readonly session = inject(ConsoleSessionStore);
  protected readonly ended = computed(() => this.session.state() === 'ended');
}
