import type { Configuration } from 'oidc-provider';
import type { Config } from '../../kernel/config/config.ts';

const minute = 60;

/** How long each artifact lives, in seconds. A new one without an entry here would get the library's default. */
export function lifetimes(config: Config): NonNullable<Configuration['ttl']> {
  // A console session that began a little after the sign-in here must still be able to refresh in its last minutes.
  const signIn = config.sessionAbsoluteSeconds + 10 * minute;
  return {
    AccessToken: config.accessTokenSeconds,
    ClientCredentials: config.accessTokenSeconds,
    AuthorizationCode: minute,
    IdToken: config.accessTokenSeconds,
    Interaction: 30 * minute,
    Session: signIn,
    Grant: signIn,
    // Counted from the sign-in, not from the last use: a rotated token lives as long as the first one had left.
    RefreshToken: (ctx) => ctx.oidc.entities.RotatedRefreshToken?.remainingTTL ?? signIn,
  };
}
