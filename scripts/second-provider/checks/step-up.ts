import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { getSession } from '../../../server/contracts/bff/operations.ts';
import { deleteBundle, listRuns } from '../../../server/contracts/export-center/operations.ts';
import { freshSeconds } from '../../../server/kernel/http/authorize.ts';
import type { Person } from '../person.ts';
import { expectRefusal } from '../refusal.ts';
import type { Checks } from './checks.ts';
import { untilExpiry } from './refresh.ts';

/** Seconds between the calls of somebody at work. */
const pace = 3;

/** What needs a fresh sign-in is refused when the last one is too old, and done after the person has signed in anew. */
export async function checkStepUp({ report }: Checks, admin: Person, runId: string): Promise<void> {
  const deletion = { tenant: 'acme', params: { id: runId } };

  await report.check(`nobody is signed out while tokens come and go for ${freshSeconds / 60} minutes`, async () => {
    await workUntilSignInIsOld(admin);
  });

  await report.check('what needs a fresh sign-in is refused then, and it says how old one may be', async () => {
    const refused = await admin.call(deleteBundle, deletion);
    expectRefusal(refused, { status: 401, code: 'ERR_FRESH_AUTH_REQUIRED' });
    assert.match(refused.headers['www-authenticate'] ?? '', /insufficient_user_authentication.*max_age="300"/);
  });

  await report.check('the provider asks for the password again, though it knows the person', () => admin.stepUp());

  await report.check('the same is done now', () => admin.ask(deleteBundle, deletion));

  await report.check('the new session goes on when its first tokens have expired', async () => {
    await delay(await untilExpiry(admin));
    await admin.ask(listRuns, { tenant: 'acme' });
  });
}

async function workUntilSignInIsOld(person: Person): Promise<void> {
  for (;;) {
    await person.ask(listRuns, { tenant: 'acme' });
    const session = await person.ask(getSession);
    assert.ok(session.authenticated);
    if (Date.now() > Date.parse(session.authTime) + (freshSeconds + pace) * 1000) return;
    await delay(pace * 1000);
  }
}
