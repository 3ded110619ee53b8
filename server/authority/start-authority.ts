import type { Config } from '../kernel/config/config.ts';
import { listen } from '../kernel/http/listen.ts';
import type { RunningRole, Services } from '../kernel/services.ts';
import { createAuthorityApp } from './authority-app.ts';
import { loadClients } from './clients/load-clients.ts';
import { refuseDemoUsersBeyondLoopback } from './demo-guard.ts';
import { loadAuthorityKeys } from './keys/authority-keys.ts';
import { createProvider } from './provider.ts';
import { logProviderEvents } from './provider-log.ts';
import { endTokensWithSession } from './sign-out.ts';
import { createArtifactStore } from './storage/artifact-store.ts';
import { createPayloadSeal } from './storage/payload-seal.ts';
import { startPruning } from './storage/pruning.ts';
import { demoUsers } from './users/demo-users.ts';
import { createUserDirectory } from './users/user-directory.ts';

/** What the authority takes of the program's services: it stores no objects and has no jobs. */
export type AuthorityServices = Pick<Services, 'config' | 'database' | 'logger' | 'metrics'>;

/**
 * Starts the embedded OpenID provider: for evaluation and development, with the demo users, on loopback.
 * @throws StartError where the issuer is reachable from elsewhere, a key file is damaged, or the port is taken.
 */
export async function startAuthority(services: AuthorityServices): Promise<RunningRole> {
  const { config, database, logger } = services;
  refuseDemoUsersBeyondLoopback(config.issuer);

  const keys = await loadAuthorityKeys(config.dataDir);
  const clients = await loadClients(config);
  const store = createArtifactStore(database, createPayloadSeal(keys.payloads));
  const users = createUserDirectory(demoUsers);
  const provider = createProvider({ config, keys, store, users, clients });
  endTokensWithSession(provider, store);
  logProviderEvents(provider, logger);

  const app = createAuthorityApp(config, { ...services, provider, users });
  const server = await listen(app, addressOf(config));
  const stopPruning = startPruning(store, logger);
  return {
    url: server.url,
    async close(options) {
      await server.close(options);
      await stopPruning();
    },
  };
}

function addressOf({ serviceHost, authorityPort }: Config) {
  return { host: serviceHost, port: authorityPort, setting: 'AUTHORITY_PORT' };
}
