/** A dangerous action, stated before it is done: verb on the button, object's name, consequence with numbers. */
export interface Confirmation {
  /** "Delete the bundle of run-20251029-01?" */
  readonly heading: string;
  /** One sentence, with numbers. */
  readonly consequence: string;
  /** "Delete bundle" */
  readonly verb: string;
}
