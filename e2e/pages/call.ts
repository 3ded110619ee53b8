import type { Page } from '@playwright/test';

export interface Answer {
  readonly status: number;
  readonly body: { readonly code?: string; readonly message?: string };
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly tenant?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** A call as the console makes it, from the page; the browser adds the session's cookie. */
export async function call(page: Page, { method, path, tenant, headers = {}, body }: Call): Promise<Answer> {
  const sent = {
    'X-Stella-Console': '1',
    ...(tenant === undefined ? {} : { 'X-Stella-Tenant': tenant }),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...headers,
  };
  return page.evaluate(
    async ([url, init]) => {
      const answer = await fetch(url, init);
      return { status: answer.status, body: (await answer.json()) as Answer['body'] };
    },
    [path, { method, headers: sent, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }] as const,
  );
}
