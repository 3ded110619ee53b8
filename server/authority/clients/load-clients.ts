import { join } from 'node:path';
import type { JWK } from 'jose';
import type { ClientMetadata } from 'oidc-provider';
import type { Config } from '../../kernel/config/config.ts';
import { loadOrCreatePrivateKey, loadPrivateKey, publicHalf } from '../../kernel/keys/private-key.ts';
import { consoleClient, serviceClient } from './clients.ts';

/** The client id under which the BFF calls the Evidence Locker for itself. */
const consoleServiceClientId = 'console-bff';

/**
 * The clients of this program, known by the keys that they prove themselves with. Their private halves lie in
 * DATA_DIR/keys/clients, made by whoever comes first, client or authority, unless the configuration names a file.
 * @throws StartError naming the file.
 */
export async function loadClients(config: Config): Promise<ClientMetadata[]> {
  const { dataDir, clientId, clientPrivateKeyFile, exportCenterClientId, exportCenterClientPrivateKeyFile } = config;
  return [
    consoleClient(config, await publicKey(dataDir, clientId, clientPrivateKeyFile)),
    serviceClient(
      exportCenterClientId,
      await publicKey(dataDir, exportCenterClientId, exportCenterClientPrivateKeyFile),
    ),
    serviceClient(consoleServiceClientId, await publicKey(dataDir, consoleServiceClientId)),
  ];
}

async function publicKey(dataDir: string, clientId: string, configuredFile?: string): Promise<JWK> {
  const key = configuredFile
    ? await loadPrivateKey(configuredFile)
    : await loadOrCreatePrivateKey(join(dataDir, 'keys', 'clients', `${clientId}.json`));
  return publicHalf(key);
}
