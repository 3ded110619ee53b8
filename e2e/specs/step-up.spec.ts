import { expectAccessible } from '../accessibility/expect-accessible.ts';
import { call } from '../pages/call.ts';
import { FreshActionDialog } from '../pages/fresh-action.dialog.ts';
import { ProfilesPage } from '../pages/profiles.page.ts';
import { RunsPage } from '../pages/runs.page.ts';
import { ShellPage } from '../pages/shell.page.ts';
import { expect, test } from '../test.ts';

test('a deletion is asked for again after a fresh sign-in, filled in as it was, and done only then', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await page.clock.install();
  const shell = new ShellPage(page);
  const runs = new RunsPage(page);
  await shell.signInAs('admin');
  await shell.open('Profiles');
  await new ProfilesPage(page).create({ name: 'to-be-deleted', description: '' });
  await shell.open('Runs');
  const runId = await runs.start('to-be-deleted');
  await runs.expectStatus('Succeeded');
  const bundle = { method: 'GET', path: `/api/export/runs/${runId}`, tenant: 'acme' } as const;

  await page.goto(`/t/acme/bundles/${runId}`);
  await page.getByRole('button', { name: 'Delete bundle' }).click();
  const dialog = new FreshActionDialog(page);
  await expect(dialog.heading).toHaveText(`Delete the bundle of ${runId}?`);
  await expectAccessible(page);
  await dialog.reason.fill('Überholt: wrong selectors');
  await dialog.ticket.fill('INC-42');
  await dialog.signInAgainAs('admin', () => expectAccessible(page));

  await expect(dialog.signInFirst).toHaveCount(0);
  await expect(dialog.reason).toHaveValue('Überholt: wrong selectors');
  await expect(dialog.ticket).toHaveValue('INC-42');
  expect(await call(page, bundle)).toMatchObject({ body: { status: 'succeeded' } });

  await dialog.press('Delete bundle');
  await expect(page.getByText(`${runId}.tar.zst is deleted`)).toBeVisible();
  expect(await call(page, bundle)).toMatchObject({ body: { status: 'expired' } });

  await page.reload();
  await page.getByRole('heading', { level: 1, name: `${runId}.tar.zst` }).waitFor();
  await expect(dialog.heading).toHaveCount(0);
  await shell.signOut();
});
