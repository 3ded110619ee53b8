import type { OutgoingHttpHeaders } from 'node:http';
import { send, type Answer, type Sending } from './send.ts';

/** A browser at the console: cookies, and the headers that a browser adds by itself. */
export interface Browser {
  readonly cookies: Map<string, string>;
  /** A call of the console's code, with everything that it sends. */
  call(path: string, sending?: Sending): Promise<Answer>;
  /** The same at another instance of the installation, past what stands in front of them all. */
  callAt(instance: string, path: string, sending?: Sending): Promise<Answer>;
  /** A navigation; redirects are not followed. `site` is `Sec-Fetch-Site`. */
  navigate(path: string, site?: string): Promise<Answer>;
  /** Only what is given, and the cookies. */
  bare(path: string, sending?: Sending): Promise<Answer>;
  /** Login, provider, callback; returns what the callback answered. */
  signIn(returnTo?: string): Promise<Answer>;
  /** The way to the provider and back to the callback, which is not yet opened: its path and query. */
  visitProvider(startPath: string): Promise<string>;
  /** Headers of the console's calls, for requests that need a socket of their own. */
  headers(extra?: OutgoingHttpHeaders): OutgoingHttpHeaders;
}

export function createBrowser(origin: string): Browser {
  const cookies = new Map<string, string>();

  async function bare(path: string, sending: Sending = {}): Promise<Answer> {
    const answer = await send(origin, path, { ...sending, headers: { ...cookieHeader(), ...sending.headers } });
    for (const line of answer.headers['set-cookie'] ?? []) keep(line);
    return answer;
  }

  function headers(extra: OutgoingHttpHeaders = {}): OutgoingHttpHeaders {
    return {
      ...cookieHeader(),
      'X-Stella-Console': '1',
      'Sec-Fetch-Site': 'same-origin',
      'Sec-Fetch-Mode': 'cors',
      Origin: origin,
      ...extra,
    };
  }

  const navigate = (path: string, site = 'same-origin') =>
    bare(path, { headers: { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': 'navigate', Accept: 'text/html' } });

  async function visitProvider(startPath: string): Promise<string> {
    const started = await navigate(startPath);
    const atProvider = await fetch(started.headers.location ?? '', { redirect: 'manual' });
    const back = new URL(atProvider.headers.get('location') ?? '');
    return back.pathname + back.search;
  }

  function cookieHeader(): OutgoingHttpHeaders {
    const pairs = [...cookies].map(([name, value]) => `${name}=${value}`);
    return pairs.length > 0 ? { Cookie: pairs.join('; ') } : {};
  }

  function keep(line: string): void {
    const [pair = ''] = line.split(';');
    const name = pair.slice(0, pair.indexOf('='));
    if (/;\s*max-age=0\b/i.test(line)) cookies.delete(name);
    else cookies.set(name, pair.slice(name.length + 1));
  }

  return {
    cookies,
    bare,
    headers,
    navigate,
    visitProvider,
    call: (path, sending = {}) => bare(path, { ...sending, headers: headers(sending.headers) }),
    callAt: (instance, path, sending = {}) =>
      send(instance, path, { ...sending, headers: headers({ Host: new URL(origin).host, ...sending.headers }) }),
    async signIn(returnTo = '/t/acme/runs') {
      const callback = await visitProvider(`/bff/login?returnTo=${encodeURIComponent(returnTo)}`);
      return navigate(callback, 'cross-site');
    },
  };
}
