import { Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import type { Run, RunError } from '../../../server/contracts/export-center/run.ts';
import { ConsoleSessionStore } from '../session/console-session.store.ts';
import { ProseComponent } from '../shared/ui/prose.component.ts';
import { wordOfRunError } from '../shared/util/run-error-words.ts';
import { wordOfPhase } from './phase-words.ts';

/** Why a run failed and what to do next, the step that the Export Center has prepared first. */
@Component({
  selector: 'app-run-failure',
  imports: [MatButton, MatIcon, ProseComponent, RouterLink],
  templateUrl: './run-failure.component.html',
  styleUrl: './run-failure.component.scss',
  host: { role: 'alert', 'aria-labelledby': 'failure-heading' },
})
export class RunFailureComponent {
  readonly #session = inject(ConsoleSessionStore);

  readonly run = input.required<Run>();
  readonly error = input.required<RunError>();
  readonly tenant = input.required<string>();
  readonly busy = input(false);
  /** The next attempt of this run is asked for. */
  readonly retry = output();
  /** A new run of this profile is asked for. */
  readonly start = output<string>();

  protected readonly mayManage = computed(() => this.#session.has('export:profile:manage'));
  protected readonly mayRun = computed(() => this.#session.has('export:run'));
  protected readonly wordOfRunError = wordOfRunError;
  protected readonly wordOfPhase = wordOfPhase;
}
