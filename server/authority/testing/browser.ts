/** The parts of a browser that a sign-in needs: cookies by path, redirects seen one by one, forms read from the page. */
export interface Browser {
  /** One request, redirects not followed. */
  request(url: string | URL, init?: RequestInit): Promise<Response>;
  /** Follows redirects as long as they stay at the origin of `url`; answers with the last page or the redirect away. */
  navigate(url: string | URL, init?: RequestInit): Promise<Arrival>;
  /** Fills in and sends the form of a page, then follows. */
  submit(page: Arrival, fields: Record<string, string>, path?: string): Promise<Arrival>;
  /** All cookies, for copying them to another browser. */
  readonly cookies: Cookie[];
}

export interface Arrival {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

export function createBrowser(cookies: Cookie[] = []): Browser {
  return { request, navigate, submit, cookies };

  async function request(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const { pathname } = new URL(url);
    const cookie = cookies
      .filter(({ path }) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const headers = { accept: 'text/html', ...Object.fromEntries(new Headers(init.headers)), cookie };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(line);
    return response;
  }

  async function navigate(url: string | URL, init: RequestInit = {}): Promise<Arrival> {
    const response = await request(url, init);
    const location = response.headers.get('location');
    const next = location === null ? undefined : new URL(location, url);
    const body = await response.text();
    if (next?.origin === new URL(url).origin) return navigate(next);
    return { url: next ?? new URL(url), status: response.status, headers: response.headers, body };
  }

  function submit(page: Arrival, fields: Record<string, string>, path?: string): Promise<Arrival> {
    const action = path ?? /<form[^>]* action="([^"]+)"/.exec(page.body)?.[1];
    if (!action) throw new Error(`No form at ${page.url.href}`);
    const hidden = [...page.body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
    const body = new URLSearchParams(fields);
    for (const [, name = '', value = ''] of hidden) body.append(name, value);
    return navigate(new URL(action, page.url), { method: 'POST', body });
  }

  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/; */);
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(name.length + 1);
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
    const expires = attributes.find((attribute) => /^expires=/i.test(attribute))?.slice(8);
    const index = cookies.findIndex((cookie) => cookie.name === name && cookie.path === path);
    if (index >= 0) cookies.splice(index, 1);
    if (value && !(expires && Date.parse(expires) < Date.now())) cookies.push({ name, value, path });
  }
}
