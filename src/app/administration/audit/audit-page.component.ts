import { Component, computed, effect, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { ConsoleSessionStore } from '../../session/console-session.store.ts';
import { DataTableComponent } from '../../shared/ui/data-table/data-table.component.ts';
import { TableSkeletonComponent } from '../../shared/ui/data-table/table-skeleton.component.ts';
import { EmptyStateComponent } from '../../shared/ui/empty-state.component.ts';
import { LoadedViewComponent } from '../../shared/ui/loaded/loaded-view.component.ts';
import { NoPermissionComponent } from '../../shared/ui/no-permission.component.ts';
import { PageHeaderComponent } from '../../shared/ui/page-header.component.ts';
import { formatCount } from '../../shared/util/quantities.ts';
import { AdministrationTabsComponent } from '../administration-tabs.component.ts';
import { AuditExport, mostExportedLines } from './audit-export.ts';
import { AuditFiltersComponent } from './audit-filters.component.ts';
import { type AuditFilter, isFiltered } from './audit-filter.ts';
import { type AuditFormat, auditFormats } from './audit-formats.ts';
import { AuditLinesComponent } from './audit-lines.component.ts';
import { AuditStore } from './audit.store.ts';

/** "Who did what with which session?": the audit trail of the tenant, to be filtered and taken along. */
@Component({
  selector: 'app-audit-page',
  imports: [
    AdministrationTabsComponent,
    AuditFiltersComponent,
    AuditLinesComponent,
    DataTableComponent,
    EmptyStateComponent,
    LoadedViewComponent,
    MatButton,
    MatIcon,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    NoPermissionComponent,
    PageHeaderComponent,
    RouterLink,
    TableSkeletonComponent,
  ],
  templateUrl: './audit-page.component.html',
  styleUrl: './audit-page.component.scss',
  providers: [AuditExport, AuditStore],
})
export class AuditPageComponent {
  readonly #session = inject(ConsoleSessionStore);

  /** From the URL. */
  readonly kind = input<string | readonly string[]>();
  readonly subject = input<string>();
  readonly range = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();

  protected readonly store = inject(AuditStore);
  protected readonly exporting = inject(AuditExport);
  protected readonly tenantId = computed(() => this.#session.tenantId() ?? '');
  protected readonly formats = auditFormats;
  protected readonly filter = computed((): AuditFilter => ({
    kind: this.kind(),
    subject: this.subject(),
    range: this.range(),
    from: this.from(),
    to: this.to(),
  }));
  protected readonly isFiltered = computed(() => isFiltered(this.filter()));
  protected readonly counted = computed(
    () => `${formatCount(this.store.lines().length)} of ${formatCount(this.store.total())}`,
  );
  /** Said before, not after: what a file cannot hold. */
  protected readonly bound = computed(() =>
    this.store.total() > mostExportedLines
      ? `The newest ${formatCount(mostExportedLines)} of ${formatCount(this.store.total())} lines. Narrow the filter for the rest.`
      : '',
  );

  constructor() {
    effect(() => this.store.show(this.filter()));
  }

  protected save(format: AuditFormat): void {
    const request = this.store.request();
    if (request !== undefined) void this.exporting.save(format, request);
  }
}
