import { expectAccessible } from '../accessibility/expect-accessible.ts';
import { ProfilesPage } from '../pages/profiles.page.ts';
import { RunsPage } from '../pages/runs.page.ts';
import { ShellPage } from '../pages/shell.page.ts';
import { expect, test } from '../test.ts';

/** A recipient whose identity nobody keeps. */
const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudhdw0qsyzyv4d';

test('a delta is tried, fails for want of its base, and the full mirror that repairs it is one button away', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const shell = new ShellPage(page);
  const profiles = new ProfilesPage(page);
  const runs = new RunsPage(page);
  await shell.signInAs('admin');

  await test.step('a dry run tells that the base is missing before anything is created', async () => {
    await shell.open('Profiles');
    await profiles.begin({ name: 'hourly-delta', description: 'What changed' });
    await profiles.choose('mirror:delta');
    await page.getByRole('button', { name: 'What would it pack?' }).click();
    await expect(page.getByRole('list', { name: 'What a run would meet' })).toContainText(
      'base of this delta is missing',
    );
    await expectAccessible(page);
    await profiles.send();
  });

  await test.step('a mistyped recipient is named before a run fails of it', async () => {
    await shell.open('Profiles');
    await profiles.begin({ name: 'daily-full', description: 'Everything' });
    await profiles.choose('mirror:full');
    await page.getByRole('combobox', { name: 'Encryption' }).click();
    await page.getByRole('option', { name: /^age/ }).click();
    await page.getByRole('textbox', { name: 'Recipients' }).fill(recipient);
    await page.getByRole('button', { name: 'What would it pack?' }).click();
    await expect(page.getByRole('list', { name: 'What a run would meet' })).toContainText(recipient);
    await page.getByRole('combobox', { name: 'Encryption' }).click();
    await page.getByRole('option', { name: 'Not encrypted' }).click();
    await profiles.send();
  });

  await test.step('the failed delta offers the full run, which succeeds; the delta after it has a base', async () => {
    await shell.open('Runs');
    await runs.start('hourly-delta');
    await runs.expectStatus('Failed');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Run mirror:full' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start run' }).click();
    await runs.expectStatus('Succeeded');
    const full = /run-\d{8}-\d+/.exec(page.url())?.[0] ?? '';
    await runs.openPart('Files');
    await expect(page.getByText('indexes/advisories.index.json')).toBeVisible();
    await shell.open('Profiles');
    await page.getByRole('link', { name: 'hourly-delta' }).click();
    await page.getByRole('button', { name: 'What would it pack?' }).click();
    await expect(page.getByText('Nothing stops a run.')).toBeVisible();
    await expect(page.getByRole('main')).toContainText(full);
    await expectAccessible(page);
  });

  await test.step('the signing keys are shown with their fingerprint', async () => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Administration' }).click();
    await page.getByRole('link', { name: 'Signing keys' }).click();
    await expect(page.getByText(/^sha256:[0-9a-f]{64}$/)).toBeVisible();
    await expectAccessible(page);
  });
});
