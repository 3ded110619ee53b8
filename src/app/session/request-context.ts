import { HttpContext, HttpContextToken } from '@angular/common/http';

/** True on calls that no person made (polling, live refresh): they must not keep the session alive. */
export const BACKGROUND = new HttpContextToken<boolean>(() => false);

/** The tenant that a call is for, where it must not follow a switch made meanwhile; else the selected one is sent. */
export const TENANT = new HttpContextToken<string | undefined>(() => undefined);

/** `http.get(url, {context: inBackground()})`. */
export function inBackground(context = new HttpContext()): HttpContext {
  return context.set(BACKGROUND, true);
}
