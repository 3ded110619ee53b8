import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { SignOut } from '../session/sign-out.ts';
import { DataTableComponent } from '../shared/ui/data-table/data-table.component.ts';
import { TableSkeletonComponent } from '../shared/ui/data-table/table-skeleton.component.ts';
import { LoadedViewComponent } from '../shared/ui/loaded/loaded-view.component.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import type { Status } from '../shared/ui/status/status.ts';
import { StatusChipComponent } from '../shared/ui/status/status-chip.component.ts';
import { OwnSessionsStore } from './own-sessions.store.ts';

/** "Where am I signed in?": the person's own sessions. */
@Component({
  selector: 'app-own-sessions',
  imports: [
    DataTableComponent,
    LoadedViewComponent,
    MatButton,
    RelativeTimeComponent,
    StatusChipComponent,
    TableSkeletonComponent,
  ],
  templateUrl: './own-sessions.component.html',
  styleUrls: ['./section-head.scss', './own-sessions.component.scss'],
  providers: [OwnSessionsStore],
})
export class OwnSessionsComponent {
  protected readonly store = inject(OwnSessionsStore);
  protected readonly session = inject(ConsoleSessionStore);
  protected readonly signOut = inject(SignOut);
  protected readonly tenantId = computed(() => this.session.tenantId() ?? '');
  protected readonly here: Status = { role: 'success', word: 'This session' };
}
