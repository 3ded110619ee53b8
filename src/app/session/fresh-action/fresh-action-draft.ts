import type { ReasonFields } from '../../operator/reason-fields/reason-fields.ts';

/** The dialog of a fresh action as it was left. */
export interface FreshActionDraft {
  readonly fields: ReasonFields;
  /** Milliseconds since the epoch. */
  readonly keptAt: number;
}
