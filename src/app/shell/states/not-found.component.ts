import { Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { EmptyStateComponent } from '../../shared/ui/empty-state.component.ts';

@Component({
  selector: 'app-not-found',
  imports: [EmptyStateComponent, MatButton, RouterLink],
  template: `
    <app-empty-state
      icon="search"
      heading="There is no such page"
      reason="The address may be mistyped or from another version."
    >
      <a matButton="outlined" routerLink="/">Go to the start page</a>
    </app-empty-state>
  `,
})
export class NotFoundComponent {}
