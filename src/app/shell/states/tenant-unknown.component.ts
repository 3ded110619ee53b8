import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { ConsoleSessionStore } from '../../session/console-session.store.ts';
import { EmptyStateComponent } from '../../shared/ui/empty-state.component.ts';

/** The URL names a tenant in which the person has no role; whether it exists is not told. */
@Component({
  selector: 'app-tenant-unknown',
  imports: [EmptyStateComponent, MatButton, RouterLink],
  template: `
    <app-empty-state icon="domain" [heading]="heading()" [reason]="reason()">
      @for (tenant of session.tenants(); track tenant.id) {
        <a matButton="outlined" [routerLink]="['/t', tenant.id]">Go to {{ tenant.displayName }}</a>
      }
    </app-empty-state>
  `,
})
export class TenantUnknownComponent {
  protected readonly session = inject(ConsoleSessionStore);
  protected readonly heading = computed(() => {
    const tenant = this.session.requestedTenant();
    return tenant === undefined ? 'You have no tenant yet' : `You have no role in a tenant named ${tenant}`;
  });
  protected readonly reason = computed(() =>
    this.session.tenants().length === 0
      ? 'Ask an administrator for a role in the tenant that you work for, then sign in again.'
      : 'Check the address, or go on in one of your tenants.',
  );
}
