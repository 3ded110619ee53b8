import { inject, Service } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import type { PageError } from '../../util/page-error.ts';
import type { Notice } from './notice.ts';
import { NoticeComponent } from './notice.component.ts';

const shownMs = 6000;

/** Tells the outcome of an action that left no other trace on the page. */
@Service()
export class Notices {
  readonly #snackBar = inject(MatSnackBar);

  succeeded(text: string): void {
    this.#show({ role: 'success', text, traceId: null }, shownMs);
  }

  /** `what`: "The run could not be cancelled". Stays, because its trace id may be needed. */
  failed(what: string, error: PageError): void {
    this.#show({ role: 'failure', text: `${what}: ${error.message}`, traceId: error.traceId }, 0);
  }

  #show(data: Notice, duration: number): void {
    this.#snackBar.openFromComponent(NoticeComponent, {
      data,
      duration,
      politeness: data.role === 'failure' ? 'assertive' : 'polite',
    });
  }
}
