import type { Page } from '@playwright/test';

/** The beginning of every JSON web token, and of nothing else that the product sends. */
const tokenStart = /eyJ[\w-]{16,}\.[\w-]{8,}/;

/** Watches everything that the browser receives from the console's origin and says where a token was seen. */
export function watchForTokens(page: Page, origin: string): { seen: () => Promise<string[]> } {
  const reading: Promise<string | undefined>[] = [];
  page.on('response', (response) => {
    if (!response.url().startsWith(origin) || response.request().resourceType() === 'eventsource') return;
    if (/\/(events|bundle)(\?|$)/.test(response.url())) return;
    reading.push(
      (async () => {
        const headers = JSON.stringify(await response.allHeaders().catch(() => ({})));
        const body = await response.text().catch(() => '');
        return tokenStart.test(headers + body) ? response.url() : undefined;
      })(),
    );
  });
  return {
    async seen() {
      const found = (await Promise.all(reading)).filter((url) => url !== undefined);
      const kept = await page.evaluate(() => [localStorage, sessionStorage].map((kept) => JSON.stringify(kept)).join());
      const cookies = JSON.stringify(await page.context().cookies(origin));
      return [
        ...found,
        ...(tokenStart.test(kept) ? ['web storage'] : []),
        ...(tokenStart.test(cookies) ? ['cookies'] : []),
      ];
    },
  };
}
