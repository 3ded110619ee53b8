import { evidenceLockerScopes, exportCenterScopes } from '../../contracts/scopes.ts';
import type { Config } from '../../kernel/config/config.ts';
import type { TokenSet } from '../sessions/token-set.ts';

/** Parameters that make a token one of a certain service (OIDC_AUDIENCE_BY). */
export interface AudienceRequests {
  /** Of the authorization request. */
  readonly ofSignIn: readonly (readonly [name: string, value: string])[];
  /** Of the code's token request, whose answer is `audience`'s. */
  ofCode(audience: string): Record<string, string>;
  /** Of a refresh. `granted` are the scopes that the person's sign-in was given. */
  ofRefresh(audience: string, granted: readonly string[]): Record<string, string>;
  /** Whether the code's own token is for all services until a refresh makes one of each. */
  readonly codeIsForAll: boolean;
}

/** By resource indicators (RFC 8707), or by scopes at a provider that has none: such a one refuses a `resource` twice. */
export function createAudienceRequests(config: Config): AudienceRequests {
  return config.audienceBy === 'resource' ? byResource(config) : byScope(config);
}

function byResource({ exportCenterAudience, evidenceLockerAudience }: Config): AudienceRequests {
  return {
    ofSignIn: [exportCenterAudience, evidenceLockerAudience].map((audience) => ['resource', audience]),
    ofCode: (resource) => ({ resource }),
    ofRefresh: (resource) => ({ resource }),
    codeIsForAll: false,
  };
}

/** A refresh may ask for less than was granted (RFC 6749, section 6): here, for nothing that is another service's. */
function byScope({ exportCenterAudience, evidenceLockerAudience }: Config): AudienceRequests {
  const foreign: Readonly<Record<string, readonly string[]>> = {
    [exportCenterAudience]: evidenceLockerScopes,
    [evidenceLockerAudience]: exportCenterScopes,
  };
  return {
    ofSignIn: [],
    ofCode: () => ({}),
    ofRefresh(audience, granted) {
      const own = granted.filter((scope) => !foreign[audience]?.includes(scope));
      return own.length === 0 ? {} : { scope: own.join(' ') };
    },
    codeIsForAll: true,
  };
}

/** All scopes that tokens of the session carry. */
export function grantedScopes({ accessTokens }: TokenSet): string[] {
  return [...new Set(Object.values(accessTokens).flatMap(({ scopes }) => scopes))];
}
