import { hostOnlyCookie, readCookies } from '../request/cookies.ts';
import { hashOfSessionId } from './session.ts';

const name = '__Host-Http-session';

/** Strict: no request that another site caused carries it. It lasts as long as the browser runs. */
export function sessionCookie(id: string): string {
  return hostOnlyCookie(name, id, { sameSite: 'Strict' });
}

export const removedSessionCookie = hostOnlyCookie(name, '', { sameSite: 'Strict', maxAge: 0 });

/** The id hash that the cookie of a request leads to, whether or not there is such a session. */
export function sessionHashOf(cookieHeader: string | undefined): string | undefined {
  return hashOfSessionId(readCookies(cookieHeader).get(name));
}
