import type { Page } from '@playwright/test';
import type { User } from '../users.ts';

/** Keycloak's sign-in page. */
export async function signIn(page: Page, { userName, password }: User): Promise<void> {
  await page.locator('#username').fill(userName);
  await page.locator('#password').fill(password);
  await page.locator('#kc-login').click();
}

/** The same page in a running session: it says who it is and asks for the password alone. */
export async function signInAnew(page: Page, { userName, password }: User): Promise<void> {
  const shown = await page.locator('#kc-attempted-username').inputValue();
  if (shown !== userName) throw new Error(`Keycloak asks “${shown}” to sign in again`);
  await page.locator('#password').fill(password);
  await page.locator('#kc-login').click();
}

/** Keycloak asks, as the console names the session and sends no ID token along. */
export async function confirmSignOut(page: Page): Promise<void> {
  await page.locator('#kc-logout').click();
}
