import type { BrowserContext, Page } from '@playwright/test';
import { call } from '../pages/call.ts';
import { ProfilesPage } from '../pages/profiles.page.ts';
import { RunsPage } from '../pages/runs.page.ts';
import { ShellPage } from '../pages/shell.page.ts';
import { recordFiles, recordFolder } from '../stack/record-folder.ts';
import { readExchanges } from '../stack/traffic.ts';
import { expect, test } from '../test.ts';

const ended = 'Your session has ended';

test('a session ends while a form is filled in: signing in again leads back to it, as it was', async ({
  page,
  otherBrowser,
}) => {
  const shell = new ShellPage(page);
  await shell.signInAs('admin');
  await shell.open('Profiles');
  const profiles = new ProfilesPage(page);
  await profiles.begin({ name: 'typed-before', description: 'What nobody wants to type twice' });
  const address = page.url();

  const elsewhere = await otherBrowser.newPage();
  await new ShellPage(elsewhere).signInAs('admin');
  expect(await call(elsewhere, { method: 'DELETE', path: '/bff/sessions' })).toMatchObject({ status: 200 });

  // Nobody touches the page: its event stream was cut, and the session is not there when it comes back.
  await expect(page.getByRole('alert')).toContainText(ended);
  expect(page.url()).toBe(address);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(address);
  await expect(profiles.name).toHaveValue('typed-before');
  await expect(profiles.description).toHaveValue('What nobody wants to type twice');
  await profiles.send();
});

test('signing out in one tab signs out the others', async ({ page, context }) => {
  const shell = new ShellPage(page);
  await shell.signInAs('viewer');
  const other = await context.newPage();
  await other.goto('/t/acme/runs');
  await other.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();

  await shell.signOut();
  await expect(other.getByRole('alert')).toContainText(ended);
  expect(await call(other, { method: 'GET', path: '/console/tenants' })).toMatchObject({
    status: 401,
    body: { code: 'ERR_UNAUTHENTICATED' },
  });
});

test('ten tabs work at once, and share one stream to each service', async ({ page, context }) => {
  const shell = new ShellPage(page);
  await shell.signInAs('admin');
  await shell.open('Profiles');
  await new ProfilesPage(page).create({ name: 'for-ten-tabs', description: '' });
  await shell.open('Runs');
  const others = await openTabs(context, 9, '/t/acme/runs');

  const runId = await new RunsPage(page).start('for-ten-tabs');
  for (const tab of others) {
    // In an empty list it appears; one that is being read stays as it is, and says that there is more.
    const news = tab.getByRole('link', { name: runId }).or(tab.getByRole('button', { name: '1 new run' }));
    await expect(news).toBeVisible();
  }

  const streams = await openStreams();
  expect(streams.length).toBeGreaterThan(0);
  expect(streams).toEqual([...new Set(streams)]);
});

async function openTabs(context: BrowserContext, count: number, path: string): Promise<Page[]> {
  const tabs: Page[] = [];
  for (let opened = 0; opened < count; opened += 1) {
    const tab = await context.newPage();
    await tab.goto(path);
    tabs.push(tab);
  }
  for (const tab of tabs) await tab.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
  return tabs;
}

/** Paths of the event streams that run between browsers and the console at this moment. */
async function openStreams(): Promise<string[]> {
  const exchanges = await readExchanges(recordFiles(recordFolder()).traffic);
  const running = exchanges.filter(
    ({ tap, url, ended }) => tap === 'console' && /\/events(?:\?|$)/.test(url) && !ended,
  );
  return running.map(({ url }) => url.split('?')[0] ?? '');
}
