import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { SignOut } from '../session/sign-out.ts';
import { wordOfRole } from '../shared/util/role-words.ts';
import { CopyButtonComponent } from '../shared/ui/copy-button.component.ts';
import { DataTableComponent } from '../shared/ui/data-table/data-table.component.ts';
import { TableSkeletonComponent } from '../shared/ui/data-table/table-skeleton.component.ts';
import { EmptyStateComponent } from '../shared/ui/empty-state.component.ts';
import { FactsComponent } from '../shared/ui/facts.component.ts';
import { LoadedViewComponent } from '../shared/ui/loaded/loaded-view.component.ts';
import { PageHeaderComponent } from '../shared/ui/page-header.component.ts';
import { PanelComponent } from '../shared/ui/panel.component.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import { SkeletonComponent } from '../shared/ui/skeleton.component.ts';
import { StatusChipComponent } from '../shared/ui/status/status-chip.component.ts';
import { ConsoleProfileStore } from './console-profile.store.ts';
import { OwnSessionsComponent } from './own-sessions.component.ts';

/** "Who am I here?": the person, their tenants and rights, and what is known about the tokens that stay in the BFF. */
@Component({
  selector: 'app-console-profile',
  imports: [
    CopyButtonComponent,
    DataTableComponent,
    EmptyStateComponent,
    FactsComponent,
    LoadedViewComponent,
    MatButton,
    MatIcon,
    OwnSessionsComponent,
    PageHeaderComponent,
    PanelComponent,
    RelativeTimeComponent,
    SkeletonComponent,
    StatusChipComponent,
    TableSkeletonComponent,
  ],
  templateUrl: './console-profile.component.html',
  styleUrls: ['./section-head.scss', './console-profile.component.scss'],
  providers: [ConsoleProfileStore],
})
export class ConsoleProfileComponent {
  protected readonly store = inject(ConsoleProfileStore);
  protected readonly session = inject(ConsoleSessionStore);
  protected readonly signOut = inject(SignOut);
  protected readonly tenantId = computed(() => this.session.tenantId() ?? '');
  protected readonly wordOfRole = wordOfRole;

  constructor() {
    this.session.readTokenFacts();
  }
}
