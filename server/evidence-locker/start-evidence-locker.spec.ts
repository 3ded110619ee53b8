import { join } from 'node:path';
import { sql } from 'kysely';
import { evidenceLockerOperations } from '../contracts/evidence-locker/operations.ts';
import { loadConfig } from '../kernel/config/config.ts';
import { createEventLog } from '../kernel/events/event-log.ts';
import { createMetrics } from '../kernel/metrics/metrics.ts';
import { createFolderObjectStore } from '../kernel/objects/folder-object-store.ts';
import { makeTemporaryFolder } from '../testing/temporary-folder.ts';
import { silentLogger } from '../testing/test-logger.ts';
import { evidenceLockerRoutes } from './evidence-locker-app.ts';
import { startEvidenceLocker } from './start-evidence-locker.ts';
import { describeLocker } from './testing/describe-locker.ts';

describeLocker('the role evidence-locker', (locker, database) => {
  it('serves every operation of its contract, and no other', async () => {
    const events = await createEventLog(database(), 'evidence-locker');
    const served = evidenceLockerRoutes(locker().locker, events).map(({ operation }) => operation.id);
    expect(served.sort()).toEqual(evidenceLockerOperations.map(({ id }) => id).sort());
    await events.close();
  });

  it('serves its OpenAPI document and ends a claim that a crash left open', async () => {
    const tenant = await locker().tenant();
    const bundle = await tenant.register(1);
    const { body: claim } = await tenant.claim(bundle);
    await sql`
      update evidence.prune_claims set expires_at = now() - interval '1 hour'
      where claim_id = ${claim.claimId}`.execute(database().query());

    const events = await createEventLog(database(), 'evidence-locker');
    const pruned = new Promise<void>((resolve) => events.onAppend(tenant.name, resolve));
    const role = await startEvidenceLocker({
      config: { ...loadConfig({}, ['--roles=evidence-locker']), evidenceLockerPort: 0 },
      database: database(),
      objects: await createFolderObjectStore(join(await makeTemporaryFolder(), 'objects')),
      logger: silentLogger,
      metrics: createMetrics('evidence-locker'),
    });
    try {
      await pruned;
      expect((await tenant.bundle(bundle.bundleId)).prunedAt).not.toBeNull();
      const openapi = (await (await fetch(`${role.url ?? ''}/.well-known/openapi`)).json()) as { paths: object };
      expect(Object.keys(openapi.paths)).toContain('/evidence/holds');
    } finally {
      await role.close({ graceMs: 0 });
      await events.close();
    }
  });
});
