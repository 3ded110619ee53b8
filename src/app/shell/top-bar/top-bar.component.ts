import { Component, inject, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import { StatusStore } from '../../session/status.store.ts';
import { AppearanceMenuComponent } from '../appearance-menu/appearance-menu.component.ts';
import { BreadcrumbsComponent } from '../breadcrumbs/breadcrumbs.component.ts';
import { ConnectionComponent } from '../connection/connection.component.ts';
import { OperatorChipComponent } from '../operator-chip/operator-chip.component.ts';
import { RunningJobsComponent } from '../running-jobs/running-jobs.component.ts';
import { TenantSwitcherComponent } from '../tenant-switcher/tenant-switcher.component.ts';
import { UserMenuComponent } from '../user-menu/user-menu.component.ts';

@Component({
  selector: 'app-top-bar',
  imports: [
    AppearanceMenuComponent,
    BreadcrumbsComponent,
    ConnectionComponent,
    OperatorChipComponent,
    RouterLink,
    RunningJobsComponent,
    TenantSwitcherComponent,
    UserMenuComponent,
  ],
  templateUrl: './top-bar.component.html',
  styleUrl: './top-bar.component.scss',
  host: { role: 'banner' },
})
export class TopBarComponent {
  protected readonly environment = inject(StatusStore).environment;

  private readonly switcher = viewChild.required(TenantSwitcherComponent);

  openTenantSwitcher(): void {
    this.switcher().open();
  }
}
