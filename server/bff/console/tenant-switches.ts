import { newUlid } from '../../kernel/ids.ts';
import { appendTimelineEvent } from '../../contracts/evidence-locker/operations.ts';
import type { TimelineSubmission } from '../../contracts/evidence-locker/timeline.ts';
import type { Config } from '../../kernel/config/config.ts';
import { loadClientCredentials } from '../../kernel/http/client-credentials.ts';
import { createServiceClient } from '../../kernel/http/service-client.ts';
import { currentLogContext } from '../../kernel/logging/log-context.ts';
import { createOutbox } from '../../kernel/outbox/outbox.ts';
import type { Services } from '../../kernel/services.ts';

export interface TenantSwitch {
  readonly tenant: string;
  readonly subject: string;
  /** The tenant before. */
  readonly from: string | null;
}

/** Tells the Evidence Locker who came to look at a tenant; each switch becomes an event of that tenant's timeline. */
export interface TenantSwitches {
  /** Part of the running transaction; delivered after it, until the Evidence Locker has taken it. */
  tell(change: TenantSwitch): Promise<void>;
  close(): Promise<void>;
}

/** The client id under which the BFF speaks for itself at the embedded authority. */
const ownClientId = 'console-bff';

export async function startTenantSwitches(
  services: Pick<Services, 'config' | 'database' | 'logger'>,
): Promise<TenantSwitches> {
  const { config, database, logger } = services;
  const locker = createServiceClient({
    issuer: config.issuer,
    credentials: await loadClientCredentials(ownCredentials(config)),
    resource: config.audienceBy === 'resource' ? config.evidenceLockerAudience : undefined,
    scope: 'service:evidence',
    baseUrl: config.evidenceLockerUrl,
  });
  const outbox = await createOutbox<TimelineSubmission>({
    database,
    logger,
    name: 'bff-timeline',
    async deliver({ tenant, message }) {
      await locker.call(appendTimelineEvent, { tenant, body: message });
    },
  });

  return {
    async tell({ tenant, subject, from }) {
      await outbox.put(tenant, 'ui.tenant.switch', {
        eventId: newUlid(),
        timestamp: new Date().toISOString(),
        kind: 'ui.tenant.switch',
        actor: subject,
        subject: tenant,
        reason: null,
        ticket: null,
        traceId: currentLogContext().traceId ?? null,
        payload: { from, to: tenant },
      });
    },
    close: () => outbox.close(),
  };
}

/** Elsewhere the BFF is registered once, and the same client may ask for tokens of its own. */
function ownCredentials(config: Config) {
  const { dataDir, clientId, clientSecret, clientPrivateKeyFile } = config;
  if (config.embeddedAuthority) return { clientId: ownClientId, dataDir };
  return { clientId, secret: clientSecret, privateKeyFile: clientPrivateKeyFile, dataDir };
}
