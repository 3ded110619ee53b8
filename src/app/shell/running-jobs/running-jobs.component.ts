import { Component, computed, inject } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { auditTime, switchMap } from 'rxjs';
import { ConsoleSessionStore } from '../../session/console-session.store.ts';
import { plural } from '../../shared/util/quantities.ts';
import { RunningJobsClient } from './running-jobs.client.ts';

/** A burst of events is one new count. */
const settleMs = 500;

/** How many runs are under way, leading to them. */
@Component({
  selector: 'app-running-jobs',
  imports: [MatIcon, RouterLink],
  template: `
    @if (link(); as link) {
      <a [routerLink]="link" [queryParams]="{ view: 'active' }" [class.busy]="count() > 0">
        <mat-icon svgIcon="progress_activity" aria-hidden="true" />{{ words() }}
      </a>
    }
  `,
  styleUrl: './running-jobs.component.scss',
})
export class RunningJobsComponent {
  readonly #session = inject(ConsoleSessionStore);
  readonly #client = inject(RunningJobsClient);
  readonly #allowed = computed(() => this.#session.tenant() !== undefined && this.#session.has('export:read'));
  readonly #runs = this.#client.underWay(this.#allowed);

  protected readonly count = computed(() => this.#runs.value()?.total ?? 0);
  protected readonly words = computed(() =>
    plural(this.count(), { one: '# run under way', other: '# runs under way' }),
  );
  /** Hidden until the number is known: "0 runs" would be a guess. */
  protected readonly link = computed(() =>
    this.#allowed() && this.#runs.value() !== undefined ? ['/t', this.#session.tenantId(), 'runs'] : undefined,
  );

  constructor() {
    const watched = computed(() => (this.#allowed() ? this.#session.tenantId() : undefined));
    toObservable(watched)
      .pipe(
        switchMap((tenant) => this.#client.changes(tenant)),
        auditTime(settleMs),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.#runs.reload());
  }
}
