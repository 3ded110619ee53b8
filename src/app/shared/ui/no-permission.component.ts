import { Component, computed, input } from '@angular/core';
import type { Scope } from '../../../../server/contracts/scopes.ts';
import { roles, scopesOfRole } from '../../../../server/contracts/roles.ts';
import { wordOfRole } from '../util/role-words.ts';
import { EmptyStateComponent } from './empty-state.component.ts';

const list = new Intl.ListFormat('en', { type: 'disjunction' });

/** What stands in place of a page that the person may not read: which right is missing, and who has it. */
@Component({
  selector: 'app-no-permission',
  imports: [EmptyStateComponent],
  template: `<app-empty-state icon="shield_lock" heading="You have no permission to see this" [reason]="reason()" />`,
})
export class NoPermissionComponent {
  readonly scope = input.required<Scope>();
  readonly tenant = input.required<string>();

  protected readonly reason = computed(() => {
    const holders = list.format(
      roles.filter((role) => scopesOfRole[role].includes(this.scope())).map((role) => wordOfRole[role]),
    );
    return `It needs the scope ${this.scope()} in the tenant ${this.tenant()}. Ask an administrator for one of the roles that have it: ${holders}.`;
  });
}
