import { Component, inject } from '@angular/core';
import { ConsoleSessionStore } from '../../session/console-session.store.ts';
import { ErrorPanelComponent } from '../../shared/ui/error-panel.component.ts';

/** Whether anyone is signed in could not be found out. */
@Component({
  selector: 'app-session-failed',
  imports: [ErrorPanelComponent],
  template: `
    @if (session.error(); as error) {
      <main><app-error-panel heading="The console could not start" [error]="error" (retry)="session.reload()" /></main>
    }
  `,
  styles: `
    main {
      max-width: 720px;
      margin: 15dvh auto 0;
      padding: 0 24px;
    }
  `,
})
export class SessionFailedComponent {
  protected readonly session = inject(ConsoleSessionStore);
}
