import { join } from 'node:path';
import { exportJWK, generateKeyPair, calculateJwkThumbprint, type JWK } from 'jose';
import type { ClientMetadata } from 'oidc-provider';
import type { Config } from '../../kernel/config/config.ts';
import { readKeyFile, writeKeyFile } from '../keys/key-file.ts';
import { consoleClient, serviceClient } from './clients.ts';

/** The client id under which the BFF calls the Evidence Locker for itself. */
const consoleServiceClientId = 'console-bff';

export async function loadClients(config: Config): Promise<ClientMetadata[]> {
  const key = async (clientId: string) =>
    publicHalf(await loadOrCreate(join(config.dataDir, 'keys', 'clients', `${clientId}.json`)));
  return [
    consoleClient(config, await key(config.clientId)),
    serviceClient(config.exportCenterClientId, await key(config.exportCenterClientId)),
    serviceClient(consoleServiceClientId, await key(consoleServiceClientId)),
  ];
}
async function loadOrCreate(path: string): Promise<JWK> {
  const stored = await readKeyFile<JWK>(path);
  if (stored) return stored;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const full = { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256' };
  await writeKeyFile(path, full);
  return full;
}
function publicHalf({ d: _d, ...jwk }: JWK): JWK {
  return jwk;
}
