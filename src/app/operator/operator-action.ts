import { HttpContext, HttpContextToken } from '@angular/common/http';

/** What the person is about to do, for the dialog that asks why. */
export interface OperatorAction {
  /** The verb and its object: "Cancel run run-20251029-01". */
  readonly title: string;
}

/** Marks a request as an operator action: it is sent with a reason, asked for when none is set. */
export const OPERATOR_ACTION = new HttpContextToken<OperatorAction | undefined>(() => undefined);

/** `http.post(url, body, {context: asOperator('Cancel run run-20251029-01')})`. */
export function asOperator(title: string, context = new HttpContext()): HttpContext {
  return context.set(OPERATOR_ACTION, { title });
}
