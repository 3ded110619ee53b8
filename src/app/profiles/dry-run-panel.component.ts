import { Component, computed, inject, input, signal } from '@angular/core';
import type { FieldTree } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import type { DryRun } from '../../../server/contracts/export-center/dry-run.ts';
import type { ProfileDraft } from '../../../server/contracts/export-center/profile.ts';
import { ErrorPanelComponent } from '../shared/ui/error-panel.component.ts';
import { FactsComponent } from '../shared/ui/facts.component.ts';
import { PanelComponent } from '../shared/ui/panel.component.ts';
import { ProseComponent } from '../shared/ui/prose.component.ts';
import { showFirstError } from '../shared/util/first-error.ts';
import { type PageError, toPageError } from '../shared/util/page-error.ts';
import { formatBytes, formatCount, formatDuration, plural } from '../shared/util/quantities.ts';
import type { ProfileFields } from './profile-fields.ts';
import { wordOfIncluded } from './profile-words.ts';
import { ProfilesClient } from './profiles.client.ts';

/** What a run of the form's fields would pack, and what would stop it, as the Export Center plans it. */
@Component({
  selector: 'app-dry-run-panel',
  imports: [ErrorPanelComponent, FactsComponent, MatButton, MatIcon, PanelComponent, ProseComponent],
  templateUrl: './dry-run-panel.component.html',
  styleUrl: './dry-run-panel.component.scss',
})
export class DryRunPanelComponent {
  readonly #client = inject(ProfilesClient);
  readonly #forecast = signal<{ readonly of: string; readonly result: DryRun } | undefined>(undefined);

  readonly draft = input.required<ProfileDraft>();
  /** The fields that the draft was made of. */
  readonly fields = input.required<FieldTree<ProfileFields>>();

  protected readonly busy = signal(false);
  protected readonly error = signal<PageError | undefined>(undefined);
  /** The draft of which rules were broken when it was last looked at. */
  readonly #refused = signal<ProfileDraft | undefined>(undefined);
  protected readonly isInvalid = computed(() => this.#refused() === this.draft());
  protected readonly shown = computed(() => this.#forecast()?.result);
  protected readonly isOutdated = computed(() => this.#forecast()?.of !== JSON.stringify(this.draft()));

  protected readonly wordOfIncluded = wordOfIncluded;
  protected readonly formatBytes = formatBytes;
  protected readonly formatCount = formatCount;
  protected readonly formatDuration = formatDuration;

  protected async forecast(): Promise<void> {
    const draft = this.draft();
    this.error.set(undefined);
    if (this.fields()().invalid()) {
      this.#refused.set(draft);
      showFirstError(this.fields());
      return;
    }
    this.busy.set(true);
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
