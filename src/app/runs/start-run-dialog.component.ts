import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';
import { type RunPriority } from '../../../server/contracts/export-center/kinds.ts';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { EmptyStateComponent } from '../shared/ui/empty-state.component.ts';
import { ErrorPanelComponent } from '../shared/ui/error-panel.component.ts';
import { LoadedViewComponent } from '../shared/ui/loaded/loaded-view.component.ts';
import { type PageError, toPageError } from '../shared/util/page-error.ts';
import { SubmissionKey } from '../shared/util/submission-key.ts';
import { RunsClient } from './runs.client.ts';
import type { StartRunPreset } from './start-run.ts';

const priorities: readonly { readonly value: RunPriority; readonly label: string }[] = [
  { value: 'normal', label: 'Normal' },
  { value: 'high', label: 'High: before everything that waits' },
  { value: 'catch-up', label: 'Catch-up: after everything that waits' },
];

/** Starts a run of a profile, and opens it. */
@Component({
  selector: 'app-start-run-dialog',
  imports: [
    EmptyStateComponent,
    ErrorPanelComponent,
    LoadedViewComponent,
    MatButton,
    MatCheckbox,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    MatFormField,
    MatLabel,
    MatOption,
    MatSelect,
    RouterLink,
  ],
  templateUrl: './start-run-dialog.component.html',
  styleUrl: './start-run-dialog.component.scss',
})
export class StartRunDialogComponent {
  readonly #client = inject(RunsClient);
  readonly #router = inject(Router);
  readonly #dialog = inject<MatDialogRef<StartRunDialogComponent>>(MatDialogRef);
  readonly #session = inject(ConsoleSessionStore);
  /** Pressing twice starts one run; another choice is another run. */
  readonly #key = new SubmissionKey();

  protected readonly profiles = this.#client.profiles();
  protected readonly priorities = priorities;
  protected readonly tenantId = computed(() => this.#session.tenantId() ?? '');
  protected readonly mayManageProfiles = computed(() => this.#session.has('export:profile:manage'));
  protected readonly chosen = signal(inject<StartRunPreset>(MAT_DIALOG_DATA).profileId);
  protected readonly profileId = computed(() => this.chosen() ?? this.profiles.value()?.items[0]?.profileId);
  protected readonly priority = signal<RunPriority>('normal');
  protected readonly allowEmpty = signal(false);
  protected readonly starting = signal(false);
  protected readonly error = signal<PageError | undefined>(undefined);

  protected async start(): Promise<void> {
    const profileId = this.profileId();
    if (profileId === undefined || this.starting()) return;
    this.starting.set(true);
    this.error.set(undefined);
    try {
      const submission = { profileId, priority: this.priority(), allowEmpty: this.allowEmpty() };
      const { runId } = await this.#client.start(submission, this.#key.for(submission));
      this.#dialog.close();
      await this.#router.navigate(['/t', this.tenantId(), 'runs', runId]);
    } catch (error) {
      this.error.set(toPageError(error));
    } finally {
      this.starting.set(false);
    }
  }
}
