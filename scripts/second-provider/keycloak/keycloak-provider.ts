import { join } from 'node:path';
import { loadOrCreatePrivateKey, publicHalf } from '../../../server/kernel/keys/private-key.ts';
import type { ProviderUnderTest } from '../provider-under-test.ts';
import { users } from '../users.ts';
import type { AdminApi } from './admin-api.ts';
import { createRealm } from './realm.ts';
import { confirmSignOut, signIn, signInAnew } from './sign-in-pages.ts';

export interface KeycloakProviderOptions {
  readonly consoleOrigin: string;
  /** For the keys of this run. */
  readonly scratch: string;
  /** Short, so that refreshes happen while the checks run. */
  readonly accessTokenSeconds: number;
}

const realm = 'stella';

/** Makes the realm in a running Keycloak, and connects the program to it. */
export async function createKeycloakProvider(
  api: AdminApi,
  { consoleOrigin, scratch, accessTokenSeconds }: KeycloakProviderOptions,
): Promise<ProviderUnderTest> {
  const consoleKeyFile = join(scratch, 'stella-console.json');
  const exportCenterKeyFile = join(scratch, 'export-center.json');
  await api.createRealm(
    createRealm({
      realm,
      consoleOrigin,
      consoleKey: publicHalf(await loadOrCreatePrivateKey(consoleKeyFile)),
      exportCenterKey: publicHalf(await loadOrCreatePrivateKey(exportCenterKeyFile)),
      users: Object.values(users),
      accessTokenSeconds,
    }),
  );
  const services = await Promise.all(['stella-console', 'export-center'].map((id) => api.serviceSubject(realm, id)));
  const issuer = `${api.origin}/realms/${realm}`;
  return {
    issuer,
    settings: {
      OIDC_ISSUER: issuer,
      // Keycloak has no resource indicators by default: what a token is for follows from its scopes.
      OIDC_AUDIENCE_BY: 'scope',
      OIDC_CLIENT_ID: 'stella-console',
      OIDC_CLIENT_PRIVATE_KEY_FILE: consoleKeyFile,
      EXPORT_CENTER_CLIENT_ID: 'export-center',
      EXPORT_CENTER_CLIENT_PRIVATE_KEY_FILE: exportCenterKeyFile,
      SERVICE_SUBJECTS: services.join(','),
    },
    senderConstrained: 'dpop',
    signIn,
    signInAnew,
    confirmSignOut,
    endSessions: ({ userName }) => api.endSessions(realm, userName),
    countSessions: ({ userName }) => api.countSessions(realm, userName),
    countRefreshes: ({ userName }) => api.countEvents(realm, 'REFRESH_TOKEN', userName),
  };
}
