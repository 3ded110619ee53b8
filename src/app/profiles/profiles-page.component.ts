import { Component, computed, effect, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import type { Profile } from '../../../server/contracts/export-center/profile.ts';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { DataRowDirective } from '../shared/ui/data-table/data-row.directive.ts';
import { DataTableComponent } from '../shared/ui/data-table/data-table.component.ts';
import { TableSkeletonComponent } from '../shared/ui/data-table/table-skeleton.component.ts';
import { EmptyStateComponent } from '../shared/ui/empty-state.component.ts';
import { type ListView, ViewLinksComponent } from '../shared/ui/list/view-links.component.ts';
import { PageLinksComponent } from '../shared/ui/list/page-links.component.ts';
import { SearchFieldComponent } from '../shared/ui/list/search-field.component.ts';
import { LoadedViewComponent } from '../shared/ui/loaded/loaded-view.component.ts';
import { PageHeaderComponent } from '../shared/ui/page-header.component.ts';
import { RelativeTimeComponent } from '../shared/ui/relative-time.component.ts';
import { plural } from '../shared/util/quantities.ts';
import { includeWords, retentionWords, selectionWords } from './profile-words.ts';
import { type ProfilesFilter, type ProfilesSort, ProfilesStore } from './profiles.store.ts';

const active: ListView = { label: 'Active', query: { archived: null, cursor: null } };
const archivedOnly: ListView = { label: 'Archived', query: { archived: 'true', cursor: null } };
const all: ListView = { label: 'All', query: { archived: 'any', cursor: null } };

/** "What can be exported?": the profiles of the tenant. */
@Component({
  selector: 'app-profiles-page',
  imports: [
    DataRowDirective,
    DataTableComponent,
    EmptyStateComponent,
    LoadedViewComponent,
    MatButton,
    MatIcon,
    PageHeaderComponent,
    PageLinksComponent,
    RelativeTimeComponent,
    RouterLink,
    SearchFieldComponent,
    TableSkeletonComponent,
    ViewLinksComponent,
  ],
  templateUrl: './profiles-page.component.html',
  styleUrl: './profiles-page.component.scss',
  providers: [ProfilesStore],
})
export class ProfilesPageComponent {
  readonly #router = inject(Router);

  /** From the URL. */
  readonly archived = input<string>();
  readonly sort = input<string>();
  readonly search = input<string>();
  readonly cursor = input<string>();

  protected readonly store = inject(ProfilesStore);
  protected readonly session = inject(ConsoleSessionStore);
  protected readonly tenantId = computed(() => this.session.tenantId() ?? '');
  protected readonly mayManage = computed(() => this.session.has('export:profile:manage'));
  protected readonly views = [active, archivedOnly, all];
  protected readonly selectedView = computed(() => viewOf[this.#filter().archived]);
  protected readonly isFiltered = computed(() => this.search() !== undefined);
  protected readonly newsText = computed(() =>
    plural(this.store.news(), { one: '# profile has changed', other: '# profiles have changed' }),
  );
  protected readonly rows = computed(() =>
    (this.store.page.value()?.items ?? []).map((profile) => ({
      profile,
      includes: includeWords(profile),
      selection: selectionWords(profile.selectors),
      retention: retentionWords(profile.retention),
    })),
  );
  protected readonly columns = computed(() => [
    { label: 'Name', ...this.#sorting('name') },
    { label: 'Updated', ...this.#sorting('updatedAt') },
  ]);

  readonly #filter = computed((): ProfilesFilter => ({
    archived: this.archived() === 'true' || this.archived() === 'any' ? (this.archived() as 'true' | 'any') : 'false',
    sort: sorts.find((sort) => sort === this.sort()) ?? 'name',
    search: this.search(),
    cursor: this.cursor(),
  }));

  constructor() {
    effect(() => this.store.show(this.#filter()));
  }

  protected open({ profileId }: Profile): void {
    void this.#router.navigate(['/t', this.tenantId(), 'profiles', profileId]);
  }

  /** How the head of a column shows and changes the order. */
  #sorting(column: 'name' | 'updatedAt'): {
    readonly order: 'ascending' | 'descending' | null;
    readonly query: Readonly<Record<string, string | null>>;
  } {
    const sort = this.#filter().sort;
    const order = sort === column ? 'ascending' : sort === `-${column}` ? 'descending' : null;
    return { order, query: { sort: order === 'ascending' ? `-${column}` : column, cursor: null } };
  }
}

const sorts: readonly ProfilesSort[] = ['name', '-name', 'updatedAt', '-updatedAt'];
const viewOf = { false: active, true: archivedOnly, any: all } as const;
