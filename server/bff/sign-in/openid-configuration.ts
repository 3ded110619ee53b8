import * as openid from 'openid-client';
import type { Config } from '../../kernel/config/config.ts';
import { providerUnavailable } from './provider-errors.ts';

/** How the BFF proves to the provider that it is itself. */
export type ClientAuthentication = (server: openid.ServerMetadata) => openid.ClientAuth;

/** Marked as deprecated to stand out; a loopback issuer is what it is for. */
const overHttp: { readonly allowInsecureRequests: (config: openid.Configuration) => void } = openid;

/** An issuer may be slow without being away (security.md, goal 10). */
const timeoutSeconds = 30;

/**
 * The provider's discovery document and our registration there. Read when first needed and kept; a failure is not: the
 * BFF starts before its issuer, and outlives its restarts. Throws `ERR_UNAVAILABLE`.
 */
export function createOpenIdConfiguration(
  { issuer, clientId }: Pick<Config, 'issuer' | 'clientId'>,
  authentication: ClientAuthentication,
): () => Promise<openid.Configuration> {
  let known: Promise<openid.Configuration> | undefined;

  async function discover(): Promise<openid.Configuration> {
    const isHttp = issuer.startsWith('http:');
    const found = await openid.discovery(new URL(issuer), clientId, undefined, openid.None(), {
      execute: isHttp ? [overHttp.allowInsecureRequests] : [],
      timeout: 5,
    });
    const server = found.serverMetadata();
    const config = new openid.Configuration(server, clientId, undefined, authentication(server));
    config.timeout = timeoutSeconds;
    if (isHttp) overHttp.allowInsecureRequests(config);
    return config;
  }

  return async () => {
    known ??= discover();
    try {
      return await known;
    } catch (error) {
      known = undefined;
      throw providerUnavailable(error);
    }
  };
}
