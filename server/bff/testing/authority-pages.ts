import type { Browser } from './browser.ts';
import type { Answer } from './send.ts';

/**
 * Signs a person in at the embedded authority, through its page, and opens the callback. The BFF's browser keeps only
 * the cookies of the BFF, as a real one does of each origin.
 */
export async function signInAtAuthority(browser: Browser, userName: string, password = 'evidence'): Promise<Answer> {
  const started = await browser.navigate('/bff/login');
  const visit = createVisit();
  const page = await visit(started.headers.location ?? '');
  const action = /<form[^>]* action="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const back = await visit(new URL(action, page.url).href, new URLSearchParams({ userName, password }));
  const { pathname, search } = new URL(back.headers.get('location') ?? '');
  return browser.navigate(pathname + search, 'cross-site');
}

/** Follows redirects within the origin, with cookies; answers with the page, or with the redirect that leads away. */
function createVisit() {
  const cookies = new Map<string, string>();

  return async function visit(url: string, form?: URLSearchParams): Promise<Response> {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const sending = form === undefined ? {} : { method: 'POST', body: form };
    const response = await fetch(url, {
      ...sending,
      redirect: 'manual',
      headers: { Accept: 'text/html', Cookie: cookie },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = response.headers.get('location');
    const next = location === null ? undefined : new URL(location, url);
    return next?.origin === new URL(url).origin ? visit(next.href) : response;
  };
}
