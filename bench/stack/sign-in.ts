import { demoPassword } from '../../server/authority/users/demo-users.ts';
import { createBrowser, type Browser } from './browser.ts';
import { send } from './send.ts';

/** A signed-in demo user as a program sees one. */
export interface SignedIn {
  /** What a GET of the console carries. */
  readonly headers: Readonly<Record<string, string>>;
  /** A call of the console, with a JSON body or none, and a reason where one is needed. @throws when the answer is not 2xx */
  call(method: string, path: string, body?: unknown, reason?: string): Promise<unknown>;
}

/** Goes through the sign-in of the embedded authority, form included, as a browser would. */
export async function signIn(origin: string, userName: string, tenant: string): Promise<SignedIn> {
  const browser = createBrowser();
  const page = await browser.navigate(`${origin}/bff/login?returnTo=/`);
  const form = new URLSearchParams({ userName, password: demoPassword });
  for (const [, name = '', value = ''] of page.body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)) {
    form.append(name, value);
  }
  const action = /<form[^>]* action="([^"]+)"/.exec(page.body)?.[1] ?? '';
  await browser.navigate(new URL(action, page.url), form.toString());

  const headers = consoleHeaders(browser, tenant);
  return {
    headers,
    async call(method, path, body, reason) {
      const answer = await send(`${origin}${path}`, {
        method,
        headers: {
          ...headers,
          ...{ origin, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
          ...(reason === undefined ? {} : { 'x-stella-operator-reason': reason }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
      return answer.body === '' ? undefined : (JSON.parse(answer.body) as unknown);
    },
  };
}

/** What a GET of the console's code carries, in the session that the browser has. */
export function consoleHeaders(browser: Browser, tenant: string): Record<string, string> {
  return {
    cookie: browser.cookieLine('__Host-'),
    'sec-fetch-site': 'same-origin',
    'x-stella-console': '1',
    'x-stella-tenant': tenant,
  };
}
