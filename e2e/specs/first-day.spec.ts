import type { Page } from '@playwright/test';
import { expectAccessible } from '../accessibility/expect-accessible.ts';
import { checkWithStandardPrograms } from '../check-bundle.ts';
import { call } from '../pages/call.ts';
import { HoldsPage } from '../pages/holds.page.ts';
import { ProfilesPage } from '../pages/profiles.page.ts';
import { RunsPage } from '../pages/runs.page.ts';
import { ShellPage } from '../pages/shell.page.ts';
import { expect, test } from '../test.ts';

/** The evidence that the product ships for acme (server/export-center/sources/sample/README.md). */
const sample = { advisories: 27, sboms: 4 };

test.describe.configure({ mode: 'serial' });

test('from sign-in to a bundle that a stranger can check, a hold that protects it, and sign-out', async ({
  page,
}, info) => {
  test.setTimeout(240_000);
  const shell = new ShellPage(page);
  const runs = new RunsPage(page);
  let runId = '';
  let bundleFile = '';

  await test.step('an operator sees what evidence the tenant holds', async () => {
    await shell.signInAs('operator');
    await expect(page.getByRole('main')).toContainText(String(sample.advisories));
    await expectAccessible(page);
    await shell.signOut();
  });

  await test.step('an admin creates a profile', async () => {
    await shell.signInAs('admin');
    await shell.open('Profiles');
    await new ProfilesPage(page).create({ name: 'nightly-raw', description: 'Everything, as ingested' });
    await expectAccessible(page);
    await shell.open('Profiles');
    await expect(page.getByRole('link', { name: 'nightly-raw' })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('a run of it is followed live to its end', async () => {
    await shell.open('Runs');
    await expectAccessible(page);
    runId = await runs.start('nightly-raw');
    await runs.expectStatus('Succeeded');
    await expectAccessible(page);
    await runs.openPart('Files');
    await expect(page.getByText('data/raw/advisories/a0.jsonl.zst')).toBeVisible();
    await runs.openPart('Manifest');
    await expect(page.getByLabel('export.json', { exact: true })).toContainText(runId);
    await expectAccessible(page);
  });

  await test.step('the bundle is downloaded and checked with zstd, tar, sha256sum and openssl', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download bundle' }).click(),
    ]);
    bundleFile = info.outputPath(download.suggestedFilename());
    await download.saveAs(bundleFile);
    const manifest = checkWithStandardPrograms(bundleFile, info.outputPath('bundle'));
    expect(manifest.runId).toBe(runId);
    expect(manifest.counts).toMatchObject(sample);
    await shell.open('Bundles');
    await expect(page.getByRole('row', { name: runId })).toContainText('Passed');
    await expectAccessible(page);
    // The browser keeps to itself whether a download is done.
    await shell.signOutInSpiteOf(`A download that may still be under way is cut: ${runId}`);
  });

  await test.step('a responder places a legal hold on the bundle, with a reason and a case', async () => {
    await shell.signInAs('responder');
    await openBundle(page, shell, runId);
    await page.getByRole('link', { name: 'Place hold' }).click();
    await expectAccessible(page);
    await new HoldsPage(page).place({
      name: 'Überprüfung №1',
      caseId: 'CASE-2026-0042',
      reviewOn: '2027-12-31',
      reason: 'Überprüfung №1: tool hash drift',
      ticket: 'INC-7',
    });
    await expect(page.getByRole('main')).toContainText('Active');
    await expect(page.getByRole('main')).toContainText('Überprüfung №1: tool hash drift');
    await expectAccessible(page);
    await shell.open('Holds');
    await expect(page.getByRole('row', { name: 'Überprüfung №1' })).toContainText('CASE-2026-0042');
    await expectAccessible(page);
    await shell.signOut();
  });

  await test.step('an admin cannot delete the bundle, and learns which hold forbids it', async () => {
    await shell.signInAs('admin');
    await openBundle(page, shell, runId);
    await expectAccessible(page);
    await expect(page.getByRole('button', { name: 'Delete bundle' })).toBeDisabled();
    await expect(page.getByRole('main')).toContainText('Überprüfung №1');
    const refusal = await call(page, {
      method: 'DELETE',
      path: `/api/export/runs/${runId}/bundle`,
      tenant: 'acme',
      headers: { 'X-Stella-Operator-Reason': 'cleaning up' },
    });
    expect(refusal.status).toBe(409);
    expect(refusal.body).toMatchObject({ code: 'ERR_HELD' });
    expect(refusal.body.message).toContain('Überprüfung №1');
  });

  await test.step('the console profile says who one is, and another tenant has its own data', async () => {
    await shell.openConsoleProfile();
    await expect(page.getByRole('main')).toContainText('admin@acme.example');
    await expect(page.getByRole('main')).toContainText('urn:stellaops:export-center');
    await expectAccessible(page);
    await shell.switchTenant('globex');
    await shell.open('Runs');
    await expect(page.getByText('No runs yet')).toBeVisible();
  });

  await shell.signOut();
});

test('an operator may not create profiles, and nobody sees another tenant', async ({ page }) => {
  const shell = new ShellPage(page);
  await shell.signInAs('operator');
  await shell.open('Profiles');
  await expect(page.getByRole('main').getByText('nightly-raw')).toBeVisible();
  await expect(page.getByRole('button', { name: 'New profile' })).toHaveCount(0);
  const body = { name: 'mine', kind: 'json', variant: 'raw' };
  const refusal = await call(page, { method: 'POST', path: '/api/export/profiles', tenant: 'acme', body });
  expect(refusal).toMatchObject({ status: 403, body: { code: 'ERR_SCOPE' } });
  await shell.signOut();

  await shell.signInAs('globex-admin');
  const listed = await call(page, { method: 'GET', path: '/api/export/runs', tenant: 'globex' });
  expect(listed).toMatchObject({ status: 200, body: { total: 0 } });
  const foreign = await call(page, { method: 'GET', path: '/api/export/runs/run-20261122-01', tenant: 'globex' });
  expect(foreign).toMatchObject({ status: 404, body: { code: 'ERR_NOT_FOUND' } });
});

async function openBundle(page: Page, shell: ShellPage, runId: string): Promise<void> {
  await shell.open('Bundles');
  await page.getByRole('link', { name: runId }).first().click();
  await page.waitForURL(new RegExp(`/bundles/${runId}`));
}
