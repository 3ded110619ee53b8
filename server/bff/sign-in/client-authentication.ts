import { join } from 'node:path';
import * as openid from 'openid-client';
import type { Config } from '../../kernel/config/config.ts';
import { loadOrCreatePrivateKey, loadPrivateKey } from '../../kernel/keys/private-key.ts';
import type { ClientAuthentication } from './openid-configuration.ts';

/**
 * With the private key where one is configured, else with the secret, else with a key of our own, whose public half the
 * embedded authority reads from the same folder. Throws StartError where the key file is not usable.
 */
export async function loadClientAuthentication(config: Config): Promise<ClientAuthentication> {
  const { clientId, clientSecret, clientPrivateKeyFile, dataDir } = config;
  if (clientSecret !== undefined && clientPrivateKeyFile === undefined)
    return (server) => withSecret(server, clientSecret);
  const { key, kid } =
    clientPrivateKeyFile === undefined
      ? await loadOrCreatePrivateKey(join(dataDir, 'keys', 'clients', `${clientId}.json`))
      : await loadPrivateKey(clientPrivateKeyFile);
  return () => openid.PrivateKeyJwt({ key, kid });
}

/** `client_secret_basic` is the default of OpenID Connect Core 1.0, section 9. */
function withSecret(server: openid.ServerMetadata, secret: string): openid.ClientAuth {
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return methods.includes('client_secret_basic') ? openid.ClientSecretBasic(secret) : openid.ClientSecretPost(secret);
}
