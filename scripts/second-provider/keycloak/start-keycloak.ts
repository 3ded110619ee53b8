import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startService } from '../service-process.ts';
import { AdminApi } from './admin-api.ts';

export interface KeycloakOptions {
  /** Where Keycloak is installed. */
  readonly folder: string;
  readonly port: number;
  /** For the log of this run. */
  readonly scratch: string;
}

/** The first start of an installation compiles its configuration, which takes minutes on a busy machine. */
const startSeconds = 600;

/** Starts Keycloak on a loopback address, with a database in its memory; `started` ends it. */
export async function startKeycloak(options: KeycloakOptions, started: AsyncDisposableStack): Promise<AdminApi> {
  const { folder, port, scratch } = options;
  const origin = `http://127.0.0.1:${port}`;
  const credentials = { clientId: 'second-provider', clientSecret: randomBytes(24).toString('base64url') };
  await startService(
    {
      command: join(folder, 'bin', 'kc.sh'),
      args: ['start-dev', '--db=dev-mem', '--http-host=127.0.0.1', `--http-port=${port}`],
      env: {
        KC_BOOTSTRAP_ADMIN_CLIENT_ID: credentials.clientId,
        KC_BOOTSTRAP_ADMIN_CLIENT_SECRET: credentials.clientSecret,
      },
      logFile: join(scratch, 'keycloak.log'),
      readyAt: `${origin}/realms/master`,
      startSeconds,
    },
    started,
  );
  return new AdminApi(origin, credentials);
}
