import { Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import type { DryRun } from '../../../server/contracts/export-center/dry-run.ts';
import type { ProfileDraft } from '../../../server/contracts/export-center/profile.ts';
import { ErrorPanelComponent } from '../shared/ui/error-panel.component.ts';
import { FactsComponent } from '../shared/ui/facts.component.ts';
import { PanelComponent } from '../shared/ui/panel.component.ts';
import { type PageError, toPageError } from '../shared/util/page-error.ts';
import { formatBytes, formatCount, formatDuration, plural } from '../shared/util/quantities.ts';
import { wordOfIncluded } from './profile-words.ts';
import { ProfilesClient } from './profiles.client.ts';

/** What a run of the form's fields would pack, and what would stop it, as the Export Center plans it. */
@Component({
  selector: 'app-dry-run-panel',
  imports: [ErrorPanelComponent, FactsComponent, MatButton, MatIcon, PanelComponent],
  templateUrl: './dry-run-panel.component.html',
  styleUrl: './dry-run-panel.component.scss',
})
export class DryRunPanelComponent {
  readonly #client = inject(ProfilesClient);
  readonly #forecast = signal<{ readonly of: string; readonly result: DryRun } | undefined>(undefined);

  readonly draft = input.required<ProfileDraft>();

  protected readonly busy = signal(false);
  protected readonly error = signal<PageError | undefined>(undefined);
  protected readonly isInvalid = computed(() => this.error()?.code === 'ERR_VALIDATION');
  protected readonly shown = computed(() => this.#forecast()?.result);
  protected readonly isOutdated = computed(() => this.#forecast()?.of !== JSON.stringify(this.draft()));

  protected readonly wordOfIncluded = wordOfIncluded;
  protected readonly formatBytes = formatBytes;
  protected readonly formatCount = formatCount;
  protected readonly formatDuration = formatDuration;

  protected async forecast(): Promise<void> {
    const draft = this.draft();
    this.busy.set(true);
    this.error.set(undefined);
    try {
      this.#forecast.set({ of: JSON.stringify(draft), result: await this.#client.dryRun(draft) });
    } catch (cause) {
      this.error.set(toPageError(cause));
    } finally {
      this.busy.set(false);
    }
  }

  protected samplesOf({ samples, documents }: DryRun['evidence'][number]): string {
    const names = samples.map(({ id, subject }) => subject ?? id);
    const more = documents - names.length;
    return more > 0 ? `${names.join(', ')} and ${formatCount(more)} more` : names.join(', ');
  }

  protected likeRunsOf({ estimate }: DryRun): string {
    return plural(estimate.likeRuns, { one: 'From one like run', other: 'From # like runs' });
  }
}
