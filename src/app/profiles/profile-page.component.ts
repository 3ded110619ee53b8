import { Component, computed, effect, inject, input, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { Router, RouterLink } from '@angular/router';
import type { Profile } from '../../../server/contracts/export-center/profile.ts';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { Confirmations } from '../shared/ui/confirm/confirmations.ts';
import type { HasUnsavedChanges } from '../shared/ui/confirm/unsaved-changes.guard.ts';
import { LoadedViewComponent } from '../shared/ui/loaded/loaded-view.component.ts';
import { Notices } from '../shared/ui/notices/notices.ts';
import { PageHeaderComponent } from '../shared/ui/page-header.component.ts';
import { namePage } from '../shared/ui/page-names.ts';
import { PanelComponent } from '../shared/ui/panel.component.ts';
import { SkeletonComponent } from '../shared/ui/skeleton.component.ts';
import { ProfileEditorComponent } from './profile-editor.component.ts';
import { ProfileFactsComponent } from './profile-facts.component.ts';
import { ProfileHistoryComponent } from './profile-history.component.ts';
import { stateWords } from './profile-words.ts';
import { ProfileStore } from './profile.store.ts';

/** "What will it export?": one profile, to be changed by who may, and read by everybody else. */
@Component({
  selector: 'app-profile-page',
  imports: [
    LoadedViewComponent,
    MatButton,
    MatIcon,
    MatTooltip,
    PageHeaderComponent,
    PanelComponent,
    ProfileEditorComponent,
    ProfileFactsComponent,
    ProfileHistoryComponent,
    RouterLink,
    SkeletonComponent,
  ],
  templateUrl: './profile-page.component.html',
  styleUrls: ['./two-columns.scss', './profile-page.component.scss'],
  providers: [ProfileStore],
})
export class ProfilePageComponent implements HasUnsavedChanges {
  readonly #confirmations = inject(Confirmations);
  readonly #notices = inject(Notices);
  readonly #router = inject(Router);
  /** From the URL. */
  readonly profileId = input.required<string>();

  protected readonly editor = viewChild(ProfileEditorComponent);
  protected readonly store = inject(ProfileStore);
  protected readonly session = inject(ConsoleSessionStore);
  protected readonly tenantId = computed(() => this.session.tenantId() ?? '');
  protected readonly mayRun = computed(() => this.session.has('export:run'));
  protected readonly mayManage = computed(() => this.session.has('export:profile:manage'));
  protected readonly heading = computed(() => this.store.profile()?.name ?? this.profileId());
  protected readonly state = computed(() => {
    const profile = this.store.profile();
    return profile === undefined ? '' : stateWords(profile);
  });
  protected readonly unsaved = computed(() => this.editor()?.hasUnsavedChanges() ?? false);
  protected readonly whyReadOnly = computed(() =>
    this.mayManage()
      ? 'An archived profile cannot be changed.'
      : `You can read this profile. Changing it needs the scope export:profile:manage in ${this.tenantId()}, which tenant admins have.`,
  );

  constructor() {
    effect(() => this.store.show(this.profileId()));
    namePage(() => {
      const profile = this.store.profile();
      return profile && { id: profile.profileId, name: profile.name };
    });
  }

  hasUnsavedChanges(): boolean {
    return this.unsaved();
  }

  discardChanges(): void {
    this.editor()?.discardChanges();
  }

  protected tellSaved({ name, revision }: Profile): void {
    this.#notices.succeeded(`Revision ${revision} of ${name} is saved; the next run uses it`);
  }

  protected async startRun(): Promise<void> {
    // The button stays focusable while it is disabled, so that its reason can be read; a click still comes here.
    if (this.unsaved() || this.store.busy()) return;
    const runId = await this.store.startRun();
    if (runId !== undefined) await this.#router.navigate(['/t', this.tenantId(), 'runs', runId]);
  }

  protected async archive(profile: Profile): Promise<void> {
    const agreed = await this.#confirmations.ask({
      heading: `Archive ${profile.name}?`,
      consequence:
        'No further run can be started from it, and it cannot be brought back. Its runs, bundles and revisions stay.',
      verb: 'Archive profile',
    });
    if (!agreed) return;
    this.discardChanges();
    await this.store.archive(profile);
  }
}
