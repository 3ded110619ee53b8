import { randomBytes } from 'node:crypto';
import type { Role } from '../../contracts/roles.ts';
import { evidenceLockerScopes } from '../../contracts/scopes.ts';
import { loadConfig } from '../../kernel/config/config.ts';
import type { Database } from '../../kernel/database/database.ts';
import { createEventLog } from '../../kernel/events/event-log.ts';
import { listen } from '../../kernel/http/listen.ts';
import { createMetrics } from '../../kernel/metrics/metrics.ts';
import { startFakeIssuer, type FakeIssuer } from '../../testing/fake-issuer.ts';
import { silentLogger } from '../../testing/test-logger.ts';
import { createEvidenceLockerApp } from '../evidence-locker-app.ts';
import { createEvidenceLocker, type EvidenceLocker } from '../evidence-locker.ts';
import { LockerCaller } from './locker-caller.ts';
import { TrialTenant } from './trial-tenant.ts';

/** A running locker: real HTTP, real database, an object store of which only the keys are known. */
export interface TrialLocker {
  readonly locker: EvidenceLocker;
  /** Keys of the objects that are there. */
  readonly objects: Set<string>;
  /** A tenant that no other spec knows. */
  tenant(): Promise<TrialTenant>;
  close(): Promise<void>;
}

export async function startTrialLocker(database: Database): Promise<TrialLocker> {
  const logger = silentLogger;
  const issuer = await startFakeIssuer();
  const objects = new Set<string>();
  const events = await createEventLog(database, 'evidence-locker');
  const head = (key: string) => Promise.resolve(objects.has(key) ? { bytes: 1, modifiedAt: new Date() } : undefined);
  const locker = createEvidenceLocker({ database, logger, objects: { head } }, events);
  const metrics = createMetrics('evidence-locker');
  const config = loadConfig({ OIDC_ISSUER: issuer.url }, ['--roles=evidence-locker']);
  const app = createEvidenceLockerApp(config, { locker, events, database, logger, metrics, checkAnswers: true });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  return {
    locker,
    objects,
    tenant: () => createTenant(server.url, issuer, config.evidenceLockerAudience),
    async close() {
      await server.close({ graceMs: 0 });
      await events.close();
      await issuer.close();
    },
  };
}

async function createTenant(url: string, issuer: FakeIssuer, audience: string): Promise<TrialTenant> {
  const name = `acme-${randomBytes(5).toString('hex')}`;
  const person = async (subject: string, role: Role): Promise<LockerCaller> => {
    const scope = evidenceLockerScopes.join(' ');
    return new LockerCaller(
      url,
      name,
      await issuer.mintBearer({ audience, subject, scope, tenants: { [name]: [role] } }),
    );
  };
  const service = { audience, subject: 'export-center', clientId: 'export-center', scope: 'service:evidence' };
  return new TrialTenant(name, {
    responder: await person('responder', 'incident-responder'),
    viewer: await person('viewer', 'viewer'),
    exporter: new LockerCaller(url, name, await issuer.mintBearer(service)),
  });
}
