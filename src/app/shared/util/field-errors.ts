import type { ReadonlyFieldTree, ValidationError } from '@angular/forms/signals';
import type { PageError } from './page-error.ts';

/** The details of a refusal at the fields that they name; what names no field stays with the message above the form. */
export function fieldErrorsOf(
  { details }: PageError,
  fieldAt: (path: string) => ReadonlyFieldTree<unknown> | undefined,
): ValidationError.WithOptionalFieldTree[] {
  return details.flatMap(({ path, message }) => {
    const fieldTree = fieldAt(path);
    return fieldTree === undefined ? [] : [{ kind: 'server', message: sentence(message), fieldTree }];
  });
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith('.') ? '' : '.'}`;
}
