import type { FieldTree } from '@angular/forms/signals';

/**
 * Marks every field that breaks a rule and leads to the first of them on the page: in a long form it may lie far below the
 * button that was pressed, where nothing would seem to happen.
 */
export function showFirstError(form: FieldTree<unknown>): void {
  form().markAsTouched();
  // A field that no control is bound to has none to focus.
  for (const { fieldTree } of form().errorSummary()) {
    const before = document.activeElement;
    fieldTree().focusBoundControl();
    if (document.activeElement !== before) return;
  }
}
