import { expectAccessible } from '../accessibility/expect-accessible.ts';
import { AuditPage } from '../pages/audit.page.ts';
import { FreshActionDialog } from '../pages/fresh-action.dialog.ts';
import { OwnSessionsPage } from '../pages/own-sessions.page.ts';
import { ShellPage } from '../pages/shell.page.ts';
import { expect, test } from '../test.ts';

test('a person ends their session on another browser, and the audit trail says who did', async ({
  page,
  otherBrowser,
}) => {
  test.setTimeout(180_000);
  await page.clock.install();
  const shell = new ShellPage(page);
  const sessions = new OwnSessionsPage(page);
  const dialog = new FreshActionDialog(page);
  const audit = new AuditPage(page);
  const elsewhere = await otherBrowser.newPage();
  await new ShellPage(elsewhere).signInAs('officer');
  await shell.signInAs('officer');

  await test.step('both sessions are listed, this one told apart', async () => {
    await shell.openConsoleProfile();
    await expect(sessions.rows).toHaveCount(2);
    await expect(sessions.others).toHaveCount(1);
    await expectAccessible(page);
  });

  await test.step('ending the other one needs a fresh sign-in, and is asked for again after it', async () => {
    await page.getByRole('button', { name: 'End all others' }).click();
    await dialog.signInAgainAs('officer', () => expectAccessible(page));
    await expect(dialog.heading).toHaveText('End your other session?');
    await expect(elsewhere.getByRole('alert')).toHaveCount(0);
    await dialog.press('End session');
    await expect(elsewhere.getByRole('alert')).toContainText('Your session has ended');
    await expect(page.getByText('You are signed in nowhere else.')).toBeVisible();
  });

  await test.step('the audit trail is filtered by kind and person, in the address', async () => {
    await audit.open();
    await expect(audit.lines.first()).toBeVisible();
    await expectAccessible(page);
    await audit.chooseKind('Session ended');
    await expect(page).toHaveURL(/kind=session\.ended/);
    await audit.choosePerson('Oscar Officer');
    await expect(page).toHaveURL(/subject=/);
    await expect(audit.lines.filter({ hasText: 'Ended from another session' })).toHaveCount(1);
    await expectAccessible(page);
  });

  await test.step('what is filtered is exported, as a table and for programs', async () => {
    const shown = await audit.lines.count();
    const [head, ...rows] = await audit.export('CSV');
    expect(head).toContain('id,at,kind');
    expect(rows).toHaveLength(shown);
    const lines = (await audit.export('NDJSON')).map((line) => JSON.parse(line) as { kind: string });
    expect(lines.map(({ kind }) => kind)).toEqual(rows.map(() => 'session.ended'));
  });
  await shell.signOut();
});

test('who may not read the audit trail is not led there, and told why at its address', async ({ page }) => {
  const shell = new ShellPage(page);
  await shell.signInAs('viewer');
  await expect(page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Runs' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Administration' })).toHaveCount(0);
  await page.goto('/t/acme/administration/audit');
  await expect(page.getByText('You have no permission to see this')).toBeVisible();
  await expectAccessible(page);
  await shell.signOut();
});
