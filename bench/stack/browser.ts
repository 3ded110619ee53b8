import { send, type Answer } from './send.ts';

/** As much of a browser as a sign-in needs. It keeps the cookies of all sites that it meets together. */
export interface Browser {
  /** One navigation; a redirect is not followed. A form post where there is a body. */
  open(url: string | URL, body?: string): Promise<Answer>;
  /** The same, redirects followed. @returns the last answer, and where it came from */
  navigate(url: string | URL, body?: string): Promise<Answer & { readonly url: URL }>;
  /** The Cookie line of what begins so. */
  cookieLine(prefix?: string): string;
}

/** @param headers sent with every navigation */
export function createBrowser(headers: Readonly<Record<string, string>> = {}): Browser {
  const cookies = new Map<string, string>();

  const cookieLine = (prefix = '') =>
    [...cookies]
      .filter(([name, value]) => name.startsWith(prefix) && value !== '')
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');

  async function open(url: string | URL, body?: string): Promise<Answer> {
    const answer = await send(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...headers,
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
    return answer;
  }

  async function navigate(url: string | URL, body?: string): Promise<Answer & { readonly url: URL }> {
    const answer = await open(url, body);
    const { location } = answer.headers;
    return location === undefined ? { ...answer, url: new URL(url) } : navigate(new URL(location, url));
  }

  return { open, navigate, cookieLine };
}
