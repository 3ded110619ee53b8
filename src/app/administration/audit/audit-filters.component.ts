import { Component, computed, inject, input } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { type Params, Router, RouterLink } from '@angular/router';
import type { AuditKind } from '../../../../server/contracts/bff/audit.ts';
import { type ListView, ViewLinksComponent } from '../../shared/ui/list/view-links.component.ts';
import { plural } from '../../shared/util/quantities.ts';
import { type AuditFilter, auditRanges, isFiltered, kindsOf, rangeOf } from './audit-filter.ts';
import { auditKinds, statusOfKind } from './audit-words.ts';
import { TimeFieldComponent } from './time-field.component.ts';

const rangeLinks: readonly ListView[] = auditRanges.map(({ id, label }) => ({
  label,
  query: { range: id, from: null, to: null },
}));
const noRange: ListView = { label: '', query: {} };

/** What the audit trail is filtered by. It stands in the URL, and nowhere else. */
@Component({
  selector: 'app-audit-filters',
  imports: [
    MatButton,
    MatIcon,
    MatIconButton,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    RouterLink,
    TimeFieldComponent,
    ViewLinksComponent,
  ],
  templateUrl: './audit-filters.component.html',
  styleUrl: './audit-filters.component.scss',
})
export class AuditFiltersComponent {
  readonly filter = input.required<AuditFilter>();
  /** Of the person filtered for. */
  readonly personName = input<string>();

  readonly #router = inject(Router);

  protected readonly ranges = rangeLinks;
  protected readonly selectedRange = computed(() => {
    const range = rangeOf(this.filter());
    return range === undefined ? noRange : (rangeLinks[auditRanges.indexOf(range)] ?? noRange);
  });
  protected readonly chosen = computed(() => kindsOf(this.filter()));
  protected readonly kinds = computed(() =>
    auditKinds.map((kind) => ({ kind, word: statusOfKind[kind].word, isChosen: this.chosen().includes(kind) })),
  );
  protected readonly kindsText = computed(() => {
    const [only, ...others] = this.chosen();
    if (only === undefined) return 'All kinds';
    return others.length === 0
      ? statusOfKind[only].word
      : plural(others.length + 1, { one: '# kind', other: '# kinds' });
  });
  protected readonly isFiltered = computed(() => isFiltered(this.filter()));

  /** Stays open for the next one. */
  protected toggleKind(event: Event, kind: AuditKind): void {
    event.stopPropagation();
    const chosen = this.chosen();
    const kinds = chosen.includes(kind) ? chosen.filter((other) => other !== kind) : [...chosen, kind];
    this.#show({ kind: kinds.length === 0 ? null : kinds });
  }

  /** From and to take the place of the range. */
  protected chooseTime(name: 'from' | 'to', at: string | undefined): void {
    this.#show({ [name]: at ?? null, range: null });
  }

  #show(queryParams: Params): void {
    void this.#router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
