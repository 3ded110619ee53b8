import { Component, computed, effect, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { RouterLink } from '@angular/router';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { DownloadDirective } from '../session/downloads/download.directive.ts';
import { DataTableComponent } from '../shared/ui/data-table/data-table.component.ts';
import { TableSkeletonComponent } from '../shared/ui/data-table/table-skeleton.component.ts';
import { DigestComponent } from '../shared/ui/digest.component.ts';
import { EmptyStateComponent } from '../shared/ui/empty-state.component.ts';
import { ErrorPanelComponent } from '../shared/ui/error-panel.component.ts';
import { FactsComponent } from '../shared/ui/facts.component.ts';
import { LoadedViewComponent } from '../shared/ui/loaded/loaded-view.component.ts';
import { PageHeaderComponent } from '../shared/ui/page-header.component.ts';
import { PanelComponent } from '../shared/ui/panel.component.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import { SkeletonComponent } from '../shared/ui/skeleton.component.ts';
import type { Status } from '../shared/ui/status/status.ts';
import { StatusChipComponent } from '../shared/ui/status/status-chip.component.ts';
import { statusOfVerdict } from '../shared/ui/status/verdict-status.ts';
import { overallVerdict } from '../shared/ui/status/verification.ts';
import { VerificationResultComponent } from '../shared/ui/status/verification-result.component.ts';
import { formatBytes, formatCount } from '../shared/util/quantities.ts';
import { BundleCommandsComponent } from './bundle-commands.component.ts';
import { encryptionWords, stateOfBundle } from './bundle-words.ts';
import { BundleStore } from './bundle.store.ts';
import { reasonAgainstDeletion } from './named-hold.ts';

const held: Status = { role: 'held', word: 'Held' };
const deleted: Status = { role: 'neutral', word: 'Deleted', icon: 'delete' };

/** "Give it to me, and prove it": one bundle. */
@Component({
  selector: 'app-bundle-page',
  imports: [
    BundleCommandsComponent,
    DataTableComponent,
    DigestComponent,
    DownloadDirective,
    EmptyStateComponent,
    ErrorPanelComponent,
    FactsComponent,
    LoadedViewComponent,
    MatButton,
    MatIcon,
    MatTooltip,
    PageHeaderComponent,
    PanelComponent,
    RelativeTimeComponent,
    RouterLink,
    SkeletonComponent,
    StatusChipComponent,
    TableSkeletonComponent,
    VerificationResultComponent,
  ],
  templateUrl: './bundle-page.component.html',
  styleUrl: './bundle-page.component.scss',
  providers: [BundleStore],
})
export class BundlePageComponent {
  readonly #session = inject(ConsoleSessionStore);

  /** From the URL. */
  readonly runId = input.required<string>();

  protected readonly store = inject(BundleStore);
  protected readonly tenantId = computed(() => this.#session.tenantId() ?? '');
  protected readonly mayDownload = computed(() => this.#session.has('export:download'));
  protected readonly mayDelete = computed(() => this.#session.has('export:retention'));
  protected readonly mayHold = computed(() => this.#session.has('evidence:hold'));
  protected readonly formatBytes = formatBytes;
  protected readonly formatCount = formatCount;
  protected readonly encryptionWords = encryptionWords;

  protected readonly heading = computed(() => this.store.run()?.bundle?.fileName ?? this.runId());
  protected readonly state = computed(() => {
    if (this.store.busy() === 'verifying') return 'Verifying the stored bundle…';
    const run = this.store.run();
    return run === undefined ? '' : stateOfBundle(run);
  });
  protected readonly chips = computed((): readonly Status[] => {
    const run = this.store.run();
    if (run === undefined || run.bundle === null) return [];
    if (run.status === 'expired') return [deleted];
    const verdict = statusOfVerdict[overallVerdict(run.verification)];
    return run.heldBy?.length ? [verdict, held] : [verdict];
  });
  protected readonly whyNotDelete = computed(() => reasonAgainstDeletion(this.store.run()?.heldBy));

  protected readonly isBusy = computed(() => this.store.busy() !== undefined);

  constructor() {
    effect(() => this.store.show(this.runId()));
    this.store.resumeDeletion(() => this.mayDelete() && this.whyNotDelete() === '');
  }

  // Both buttons stay focusable while disabled, to tell why; the browser then still delivers their clicks.

  protected deleteBundle(): void {
    if (this.whyNotDelete() === '' && !this.isBusy()) void this.store.delete();
  }

  protected verify(): void {
    if (!this.isBusy()) void this.store.verify();
  }
}
