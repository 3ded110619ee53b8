import { join } from 'node:path';
import * as oauth from 'oauth4webapi';
import { loadOrCreatePrivateKey, loadPrivateKey } from '../keys/private-key.ts';

/** How a client of ours proves itself at the issuer. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly authentication: oauth.ClientAuth;
}

export interface ClientCredentialsOptions {
  readonly clientId: string;
  readonly secret?: string | undefined;
  readonly privateKeyFile?: string | undefined;
  readonly dataDir: string;
}

/**
 * The key file where one is configured (private_key_jwt, RFC 7523), else the secret, else a key of our own in
 * `DATA_DIR/keys/clients`, which the embedded authority knows.
 * @throws StartError naming the file.
 */
export async function loadClientCredentials(options: ClientCredentialsOptions): Promise<ClientCredentials> {
  const { clientId, secret, privateKeyFile, dataDir } = options;
  if (secret !== undefined && privateKeyFile === undefined) {
    return { clientId, authentication: oauth.ClientSecretBasic(secret) };
  }
  const { key, kid } =
    privateKeyFile === undefined
      ? await loadOrCreatePrivateKey(join(dataDir, 'keys', 'clients', `${clientId}.json`))
      : await loadPrivateKey(privateKeyFile);
  return { clientId, authentication: oauth.PrivateKeyJwt({ key, kid }) };
}
