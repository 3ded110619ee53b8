import { maxLength, type SchemaPath, type SchemaPathTree, validate } from '@angular/forms/signals';
import { reasonMaximum, ticketMaximum } from '../operator-metadata.ts';

/** Reason and ticket as they stand in a form: as typed, empty where there is none. */
export interface ReasonFields {
  readonly reason: string;
  readonly ticket: string;
}

export const noReason: ReasonFields = { reason: '', ticket: '' };

export function reasonRules(path: SchemaPathTree<ReasonFields>): void {
  validate(path.reason as SchemaPath<string>, ({ value }) =>
    value().trim() === ''
      ? { kind: 'required', message: 'Say why: it is kept with the object and in the timeline.' }
      : null,
  );
  maxLength(path.reason, reasonMaximum, { message: `At most ${reasonMaximum} characters.` });
  maxLength(path.ticket, ticketMaximum, { message: `At most ${ticketMaximum} characters.` });
}
