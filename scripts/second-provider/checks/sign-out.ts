import assert from 'node:assert/strict';
import { getSession, logout } from '../../../server/contracts/bff/operations.ts';
import { eventually } from '../eventually.ts';
import { users } from '../users.ts';
import type { Checks } from './checks.ts';

/** RP-Initiated Logout: who signs out of the console is signed out of the provider too. */
export async function checkSignOut(checks: Checks): Promise<void> {
  const { report, provider, origin } = checks;
  const operator = await checks.meet(users.operator);

  await report.check('another person signs in', () => operator.signIn());

  const { logoutUrl } = await report.check('signing out ends the session here', async () => {
    const answer = await operator.ask(logout);
    assert.deepEqual(await operator.ask(getSession), { authenticated: false });
    return answer;
  });

  await report.check('the provider takes the browser, and brings it back to the console', async () => {
    await operator.page.goto(logoutUrl);
    await provider.confirmSignOut(operator.page);
    await operator.page.waitForURL(`${origin}/`);
  });

  await report.check('the session at the provider has ended', async () => {
    assert.equal(await provider.countSessions(operator.user), 0);
  });

  await report.check('the next sign-in asks for the password', () => operator.signIn());
}

/** Back-Channel Logout: who is signed out at the provider is signed out of the console. */
export async function checkBackChannelLogout(checks: Checks): Promise<void> {
  const { report, provider } = checks;
  const viewer = await checks.meet(users.viewer);

  await report.check('a third person signs in', () => viewer.signIn());

  await report.check('an administrator of the provider ends their sessions, and ours is over', async () => {
    await provider.endSessions(viewer.user);
    await eventually(2, 'The end of the session', async () => {
      const { authenticated } = await viewer.ask(getSession);
      return authenticated ? undefined : true;
    });
  });
}
