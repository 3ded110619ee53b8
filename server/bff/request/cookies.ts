/**
 * The values of the cookies of a request by name. A name that is sent twice is left out: which of the two is ours cannot
 * be told. (The library that Express uses would take the first one.)
 */
export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const doubled = new Set<string>();
  for (const pair of header?.split(';') ?? []) {
    const mark = pair.indexOf('=');
    if (mark === -1) continue;
    const name = pair.slice(0, mark).trim();
    if (values.has(name)) doubled.add(name);
    values.set(name, pair.slice(mark + 1).trim());
  }
  for (const name of doubled) values.delete(name);
  return values;
}

interface CookieOptions {
  readonly sameSite: 'Strict' | 'Lax';
  /** Seconds; without it the cookie ends with the browser, 0 removes it. */
  readonly maxAge?: number;
}

/**
 * A `Set-Cookie` value for a cookie that no script, no other host and no plain HTTP can write or read. The prefix makes
 * the browser itself insist on it (RFC 6265bis, section 4.1.3).
 */
export function hostOnlyCookie(name: `__Host-Http-${string}`, value: string, options: CookieOptions): string {
  const maxAge = options.maxAge === undefined ? '' : `; Max-Age=${options.maxAge}`;
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=${options.sameSite}${maxAge}`;
}
