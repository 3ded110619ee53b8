import type { Config } from '../../kernel/config/config.ts';
import { loadClientCredentials } from '../../kernel/http/client-credentials.ts';
import { createServiceClient, type ServiceClient } from '../../kernel/http/service-client.ts';

/** Calls the Evidence Locker in the Export Center's own name. */
export async function createLockerClient(config: Config): Promise<ServiceClient> {
  const credentials = await loadClientCredentials({
    clientId: config.exportCenterClientId,
    secret: config.exportCenterClientSecret,
    privateKeyFile: config.exportCenterClientPrivateKeyFile,
    dataDir: config.dataDir,
  });
  return createServiceClient({
    baseUrl: config.evidenceLockerUrl,
    issuer: config.issuer,
    resource: config.audienceBy === 'resource' ? config.evidenceLockerAudience : undefined,
    scope: 'service:evidence',
    credentials,
  });
}
