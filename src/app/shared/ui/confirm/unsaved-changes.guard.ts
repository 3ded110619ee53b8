import { inject } from '@angular/core';
import type { CanDeactivateFn } from '@angular/router';
import { Confirmations } from './confirmations.ts';

/** A page whose form may hold what is not sent yet. */
export interface HasUnsavedChanges {
  hasUnsavedChanges(): boolean;
  /** The person left without saving. */
  discardChanges(): void;
}

/** Asks before a page with unsaved changes is left. */
export const unsavedChangesGuard: CanDeactivateFn<HasUnsavedChanges> = async (page) => {
  if (!page.hasUnsavedChanges()) return true;
  const agreed = await inject(Confirmations).ask({
    heading: 'Leave without saving?',
    consequence: 'What you changed on this page is lost.',
    verb: 'Discard changes',
  });
  if (agreed) page.discardChanges();
  return agreed;
};
