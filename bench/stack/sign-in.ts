import { demoPassword } from '../../server/authority/users/demo-users.ts';
import { send, type Answer } from './send.ts';

/** A signed-in demo user as a program sees one. */
export interface SignedIn {
  /** What a GET of the console carries. */
  readonly headers: Readonly<Record<string, string>>;
  /** A call of the console, with a JSON body or none. @throws when the answer is not 2xx */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** Goes through the sign-in of the embedded authority, form included, as a browser would. */
export async function signIn(origin: string, userName: string, tenant: string): Promise<SignedIn> {
  const cookies = new Map<string, string>();
  const page = await navigate(`${origin}/bff/login?returnTo=/`);
  const form = new URLSearchParams({ userName, password: demoPassword });
  for (const [, name = '', value = ''] of page.body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)) {
    form.append(name, value);
  }
  const action = /<form[^>]* action="([^"]+)"/.exec(page.body)?.[1] ?? '';
  await navigate(new URL(action, page.url), form.toString());

  const headers = {
    cookie: cookieLine('__Host-'),
    'sec-fetch-site': 'same-origin',
    'x-stella-console': '1',
    'x-stella-tenant': tenant,
  };
  return {
    headers,
    async call(method, path, body) {
      const answer = await send(`${origin}${path}`, {
        method,
        headers: { ...headers, origin, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
      return answer.body === '' ? undefined : (JSON.parse(answer.body) as unknown);
    },
  };

  /** Follows redirects, also between console and authority, and keeps their cookies together. */
  async function navigate(url: string | URL, body?: string): Promise<Answer & { readonly url: URL }> {
    const answer = await send(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'text/html',
        cookie: cookieLine(),
        origin: new URL(url).origin,
        'sec-fetch-mode': 'navigate',
        'sec-fetch-site': 'same-origin',
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const { location } = answer.headers;
    return location === undefined ? { ...answer, url: new URL(url) } : navigate(new URL(location, url));
  }

  function cookieLine(prefix = ''): string {
    return [...cookies]
      .filter(([name, value]) => name.startsWith(prefix) && value !== '')
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
  }
}
