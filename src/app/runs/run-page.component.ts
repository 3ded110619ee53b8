import { JsonPipe } from '@angular/common';
import { Component, computed, effect, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { DownloadDirective } from '../session/downloads/download.directive.ts';
import { CopyButtonComponent } from '../shared/ui/copy-button.component.ts';
import { DataTableComponent } from '../shared/ui/data-table/data-table.component.ts';
import { TableSkeletonComponent } from '../shared/ui/data-table/table-skeleton.component.ts';
import { DigestComponent } from '../shared/ui/digest.component.ts';
import { EmptyStateComponent } from '../shared/ui/empty-state.component.ts';
import { FactsComponent } from '../shared/ui/facts.component.ts';
import { LoadedViewComponent } from '../shared/ui/loaded/loaded-view.component.ts';
import { PageHeaderComponent } from '../shared/ui/page-header.component.ts';
import { PanelComponent } from '../shared/ui/panel.component.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import { SkeletonComponent } from '../shared/ui/skeleton.component.ts';
import { statusOfRun } from '../shared/ui/status/run-status.ts';
import type { Status } from '../shared/ui/status/status.ts';
import { StatusChipComponent } from '../shared/ui/status/status-chip.component.ts';
import { overallVerdict } from '../shared/ui/status/verification.ts';
import { VerificationResultComponent } from '../shared/ui/status/verification-result.component.ts';
import { DisplayZone } from '../shared/util/display-zone.ts';
import { formatBytes, formatCount } from '../shared/util/quantities.ts';
import { exactTime } from '../shared/util/times.ts';
import { PhaseStripComponent } from './phase-strip.component.ts';
import { RunFailureComponent } from './run-failure.component.ts';
import { RunDurationComponent } from './run-duration.component.ts';
import { RunResultComponent } from './run-result.component.ts';
import { stateOfRun, whyNoBundle, whyNoCounts, whyNoVerdict } from './run-words.ts';
import { RunStore } from './run.store.ts';
import { StartRun } from './start-run.ts';

const tabs = [
  { id: 'overview', label: 'Overview' },
  { id: 'files', label: 'Files' },
  { id: 'log', label: 'Log' },
  { id: 'manifest', label: 'Manifest' },
] as const;

type TabId = (typeof tabs)[number]['id'];

const damaged: Status = { role: 'failure', word: 'Damaged' };

/** "What happened, what next?": one run, live. */
@Component({
  selector: 'app-run-page',
  imports: [
    CopyButtonComponent,
    DataTableComponent,
    DigestComponent,
    DownloadDirective,
    EmptyStateComponent,
    FactsComponent,
    JsonPipe,
    LoadedViewComponent,
    MatButton,
    MatIcon,
    PageHeaderComponent,
    PanelComponent,
    PhaseStripComponent,
    RelativeTimeComponent,
    RouterLink,
    RunDurationComponent,
    RunFailureComponent,
    RunResultComponent,
    SkeletonComponent,
    StatusChipComponent,
    TableSkeletonComponent,
    VerificationResultComponent,
  ],
  templateUrl: './run-page.component.html',
  styleUrls: ['../shared/ui/tabs.scss', './run-page.component.scss'],
  providers: [RunStore],
})
export class RunPageComponent {
  readonly #zone = inject(DisplayZone).choice;
  readonly #startRun = inject(StartRun);

  /** From the URL. */
  readonly runId = input.required<string>();
  readonly tab = input<string>();

  protected readonly store = inject(RunStore);
  protected readonly session = inject(ConsoleSessionStore);
  protected readonly tenantId = computed(() => this.session.tenantId() ?? '');
  protected readonly tabs = tabs;
  protected readonly selectedTab = computed((): TabId => tabs.find(({ id }) => id === this.tab())?.id ?? 'overview');
  protected readonly statusOfRun = statusOfRun;
  protected readonly formatBytes = formatBytes;
  protected readonly formatCount = formatCount;
  protected readonly mayRun = computed(() => this.session.has('export:run'));
  protected readonly mayDownload = computed(() => this.session.has('export:download'));

  /** The bundle, while it can be had. */
  protected readonly bundle = computed(() => {
    const run = this.store.run();
    return run?.status === 'succeeded' ? run.bundle : null;
  });

  protected readonly isCancellable = computed(() => {
    const status = this.store.run()?.status;
    return status === 'pending' || status === 'running';
  });

  /** The run did its work, and yet there is nothing good to be had of it: a green chip alone would hide that. */
  protected readonly isDamaged = computed(() => {
    const run = this.store.run();
    return run !== undefined && this.bundle() !== null && overallVerdict(run.verification) === 'failed';
  });
  protected readonly damaged = damaged;

  protected readonly isCancelled = computed(() => this.store.run()?.status === 'cancelled');

  protected readonly state = computed(() => {
    const run = this.store.run();
    return run === undefined ? '' : stateOfRun(run);
  });
  protected readonly whyNoBundle = whyNoBundle;
  protected readonly whyNoCounts = whyNoCounts;
  protected readonly whyNoVerdict = whyNoVerdict;
  protected readonly logLines = computed(() =>
    this.store.log().map((line) => ({ ...line, time: exactTime(Date.parse(line.at), this.#zone()) })),
  );

  constructor() {
    effect(() => this.store.show(this.runId()));
    effect(() => {
      if (this.selectedTab() === 'files') this.store.readFiles();
      if (this.selectedTab() === 'manifest') this.store.readManifest();
    });
  }

  protected startRun(profileId: string): void {
    void this.#startRun.ask(profileId);
  }
}
