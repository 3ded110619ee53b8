import { effect, inject, Service, untracked } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { OperatorContextService } from '../../operator/operator-context.service.ts';
import type { ReasonFields } from '../../operator/reason-fields/reason-fields.ts';
import { Clock } from '../../shared/util/clock.ts';
import { toPageError } from '../../shared/util/page-error.ts';
import { FormDrafts } from '../form-drafts.ts';
import { FreshSignIn } from '../fresh-sign-in.ts';
import type { FreshAction } from './fresh-action.ts';
import type { FreshActionDraft } from './fresh-action-draft.ts';

/** After this a question that was left open is forgotten: nobody expects it any more. */
const forgottenAfterMs = 30 * 60 * 1000;

/**
 * Does what needs a fresh sign-in. The dialog that asks for it is a draft while it is open, so that it stands there again,
 * filled in as it was, when the person comes back from the identity provider; nothing is done before they confirm it there.
 */
@Service()
export class FreshActions {
  readonly #dialog = inject(MatDialog);
  readonly #drafts = inject(FormDrafts);
  readonly #fresh = inject(FreshSignIn);
  readonly #operator = inject(OperatorContextService);
  readonly #clock = inject(Clock);

  /**
   * Asks, then calls. Where the server wants a fresh sign-in first, the question comes back and offers one. Undefined when
   * the person said no. @throws what the call threw otherwise
   */
  async perform<Answer>(action: FreshAction, call: () => Promise<Answer>): Promise<Answer | undefined> {
    while (await this.#isConfirmed(action)) {
      try {
        const answer = await call();
        this.#drafts.drop(action.name);
        return answer;
      } catch (cause) {
        if (toPageError(cause).code !== 'ERR_FRESH_AUTH_REQUIRED') {
          this.#drafts.drop(action.name);
          throw cause;
        }
        this.#fresh.refused();
      }
    }
    this.#drafts.drop(action.name);
    return undefined;
  }

  /**
   * Takes up again what the page was left over. `names`: of the actions that the page can do, undefined until it knows; what
   * it becomes able to do later comes as no surprise dialog. `start` is called once, with the one that was asked for, if any.
   * Needs an injection context.
   */
  resume(names: () => readonly string[] | undefined, start: (name: string) => void): void {
    const waiting = effect(() => {
      const known = names();
      if (known === undefined) return;
      waiting.destroy();
      const left = known.find((name) => this.#wasLeft(name));
      if (left !== undefined) untracked(() => start(left));
    });
  }

  async #isConfirmed(action: FreshAction): Promise<boolean> {
    const { FreshActionDialogComponent } = await import('./fresh-action-dialog.component.ts');
    this.#fresh.checkAgain();
    const dialog = this.#dialog.open<unknown, FreshAction, ReasonFields>(FreshActionDialogComponent, {
      data: action,
      width: '520px',
      autoFocus: 'first-tabbable',
    });
    const confirmed = await firstValueFrom(dialog.afterClosed());
    if (confirmed === undefined) return false;
    if (action.needsReason) this.#operator.set(confirmed);
    return true;
  }

  #wasLeft(name: string): boolean {
    const draft = this.#drafts.read(name) as FreshActionDraft | undefined;
    if (draft === undefined) return false;
    if (untracked(this.#clock.now) - draft.keptAt <= forgottenAfterMs) return true;
    this.#drafts.drop(name);
    return false;
  }
}
