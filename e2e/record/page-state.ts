import { appendFileSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import { recordFiles, recordFolder } from '../stack/record-folder.ts';

/** All that a script in the page could read, each as an expression that it could read it with. */
const readable = {
  url: 'location.href',
  cookies: 'document.cookie',
  localStorage: 'JSON.stringify(localStorage)',
  sessionStorage: 'JSON.stringify(sessionStorage)',
  /** Names only: the console has none of both, and the search insists on it. */
  databases: 'JSON.stringify(await indexedDB.databases())',
  caches: 'JSON.stringify(await caches.keys())',
  history: 'JSON.stringify([navigation.entries().map(({url}) => url), history.state, window.name, document.referrer])',
  loaded: 'JSON.stringify(performance.getEntries().map(({name}) => name))',
  document: 'document.documentElement.outerHTML',
  /** What is typed stands in no markup. */
  fields: "JSON.stringify([...document.querySelectorAll('input, textarea')].map(({value}) => value))",
} as const;

/** The texts of a tab at one moment. A line of `pages.jsonl`. */
export type PageState = Readonly<Record<keyof typeof readable, string>>;

const members = Object.entries(readable).map(([name, expression]) => `${name}: ${expression}`);
const readAll = `(async () => ({${members.join(', ')}}))()`;

/** Adds the state of each open tab to the record. Tabs that are just leaving their page are left out. */
export async function recordPages(context: BrowserContext): Promise<void> {
  const states = await Promise.all(context.pages().map((page) => stateOf(page).catch(() => undefined)));
  const { pages } = recordFiles(recordFolder());
  for (const state of states) if (state !== undefined) appendFileSync(pages, `${JSON.stringify(state)}\n`);
}

function stateOf(page: Page): Promise<PageState> {
  return page.evaluate<PageState>(readAll);
}
