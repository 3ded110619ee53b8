import assert from 'node:assert/strict';
import { selectTenant } from '../../../server/contracts/bff/operations.ts';
import { listBundles, listTimeline } from '../../../server/contracts/evidence-locker/operations.ts';
import { createProfile, getRun, listProfiles, submitRun } from '../../../server/contracts/export-center/operations.ts';
import { eventually } from '../eventually.ts';
import type { Person } from '../person.ts';
import { expectRefusal } from '../refusal.ts';
import type { Checks } from './checks.ts';

const body = { name: 'second-provider', kind: 'json', variant: 'raw' } as const;

/**
 * Both services take the person's tokens, and those that our services get for themselves.
 * @returns the run whose bundle the Export Center keeps and the Evidence Locker knows
 */
export async function checkServices({ report }: Checks, admin: Person): Promise<string> {
  await report.check('the Evidence Locker takes the person’s token', () => admin.ask(listBundles, { tenant: 'acme' }));

  const { profileId } = await report.check('the Export Center takes it, and an admin may create a profile', () =>
    admin.ask(createProfile, { tenant: 'acme', body }),
  );

  await report.check('not so in a tenant where the person is a viewer', async () => {
    const refused = await admin.call(createProfile, { tenant: 'globex', body });
    expectRefusal(refused, { status: 403, code: 'ERR_SCOPE' });
  });

  await report.check('no tenant besides those of the claim is let through', async () => {
    const refused = await admin.call(listProfiles, { tenant: 'another' });
    expectRefusal(refused, { status: 403, code: 'ERR_TENANT_MISMATCH' });
  });

  const runId = await report.check('the Export Center tells the Evidence Locker of a bundle in its own name', () =>
    runToItsEnd(admin, profileId),
  );

  await report.check('the BFF tells it of a tenant switch in its own name', async () => {
    await admin.ask(selectTenant, { body: { tenant: 'globex' } });
    await eventually(60, 'The event of the switch', async () => {
      const { items } = await admin.ask(listTimeline, { tenant: 'globex' });
      return items.find(({ kind }) => kind === 'ui.tenant.switch');
    });
  });
  return runId;
}

async function runToItsEnd(admin: Person, profileId: string): Promise<string> {
  const { runId } = await admin.ask(submitRun, { tenant: 'acme', body: { profileId } });
  const ended = await eventually(300, 'The end of the run', async () => {
    const run = await admin.ask(getRun, { tenant: 'acme', params: { id: runId } });
    return ['succeeded', 'failed', 'cancelled'].includes(run.status) ? run : undefined;
  });
  assert.equal(ended.status, 'succeeded', ended.error?.message);
  await eventually(60, 'The bundle at the Evidence Locker', async () => {
    const { items } = await admin.ask(listBundles, { tenant: 'acme', query: { runId } });
    return items[0];
  });
  return runId;
}
