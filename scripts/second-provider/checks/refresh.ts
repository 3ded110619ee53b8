import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { introspectTokens } from '../../../server/contracts/bff/operations.ts';
import { listProfiles } from '../../../server/contracts/export-center/operations.ts';
import type { Person } from '../person.ts';
import type { Checks } from './checks.ts';

const calls = 30;

/** Calls that come with an expired token are answered, after one refresh for all of them. */
export async function checkRefresh({ report, provider }: Checks, admin: Person): Promise<void> {
  report.say('  (until the access token has expired)');
  await delay(await untilExpiry(admin));
  const before = await provider.countRefreshes(admin.user);

  await report.check(`${calls} calls at once with an expired token are all answered`, async () => {
    const answers = await Promise.all(
      Array.from({ length: calls }, () => admin.call(listProfiles, { tenant: 'acme' })),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  });

  await report.check('the provider saw one refresh', async () => {
    assert.equal((await provider.countRefreshes(admin.user)) - before, 1);
  });
}

/** Milliseconds until none of the session's tokens is of use; zero where that is so already. */
export async function untilExpiry(person: Person): Promise<number> {
  const { tokens } = await person.ask(introspectTokens);
  const last = Math.max(...tokens.map(({ expiresAt }) => Date.parse(expiresAt)));
  return Math.max(0, last - Date.now());
}
