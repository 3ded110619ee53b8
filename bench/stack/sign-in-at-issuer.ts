import { createBrowser } from './browser.ts';
import { send } from './send.ts';
import { consoleHeaders } from './sign-in.ts';

/** Each stands for a network address of its own, which the BFF counts sign-ins by. */
let signIns = 0;

/** How many browsers sign in at the same time. */
const atOnce = 8;

/** The BFF ends the oldest session of a person who has more (security.md, goal 12). */
const sessionsOfPerson = 10;

/**
 * Sessions of as many persons as they need, through an issuer of issuer.ts. The BFF must trust loopback as a proxy.
 * @param tenants each person is of one of them, in turn
 * @returns for each session what a GET of the console carries
 */
export async function signInMany(
  origin: string,
  count: number,
  tenants: readonly string[] = ['acme'],
): Promise<Record<string, string>[]> {
  const sessions: Record<string, string>[] = [];
  let next = 0;
  const signInNext = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      const person = Math.floor(index / sessionsOfPerson);
      sessions[index] = await signInAs(origin, `person-${person}`, tenants[person % tenants.length] ?? '');
    }
  };
  await Promise.all(Array.from({ length: atOnce }, signInNext));
  return sessions;
}

async function signInAs(origin: string, person: string, tenant: string): Promise<Record<string, string>> {
  signIns += 1;
  const address = `10.${(signIns >> 16) & 255}.${(signIns >> 8) & 255}.${signIns & 255}`;
  const browser = createBrowser({ 'x-forwarded-for': address });
  const toIssuer = await browser.open(`${origin}/bff/login?returnTo=/`);
  const signInPage = new URL(toIssuer.headers.location ?? '');
  signInPage.searchParams.set('person', person);
  signInPage.searchParams.set('tenant', tenant);
  const back = await send(signInPage);
  await browser.open(back.headers.location ?? '');
  const headers = consoleHeaders(browser, tenant);
  if (headers['cookie'] === '') throw new Error(`${person} could not sign in`);
  return headers;
}
