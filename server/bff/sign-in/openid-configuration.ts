import * as openid from 'openid-client';
import type { Config } from '../../kernel/config/config.ts';
import { providerUnavailable } from './provider-errors.ts';

/** How the BFF proves to the provider that it is itself. */
export type ClientAuthentication = (server: openid.ServerMetadata) => openid.ClientAuth;

/** Marked as deprecated to stand out; a loopback issuer is what it is for. */
const overHttp: { readonly allowInsecureRequests: (config: openid.Configuration) => void } = openid;

/** An issuer may be slow without being away (security.md, goal 10). */
const patienceSeconds = 30;

/** A provider that is upgraded offers more, or other, without our being told. */
const freshMs = 10 * 60_000;

/**
 * The provider's discovery document and our registration there. Read when first needed, and again after ten minutes; a
 * failure is not kept, what was read is: the BFF starts before its issuer, and outlives its restarts. Throws
 * `ERR_UNAVAILABLE`.
 */
export function createOpenIdConfiguration(
  { issuer, clientId }: Pick<Config, 'issuer' | 'clientId'>,
  authentication: ClientAuthentication,
  {
    timeoutSeconds = patienceSeconds,
    now = Date.now,
  }: { timeoutSeconds?: number | undefined; now?: () => number } = {},
): () => Promise<openid.Configuration> {
  let known: openid.Configuration | undefined;
  let reading: Promise<openid.Configuration> | undefined;
  let readAt = 0;

  async function discover(): Promise<openid.Configuration> {
    const isHttp = issuer.startsWith('http:');
    const found = await openid.discovery(new URL(issuer), clientId, undefined, openid.None(), {
      execute: isHttp ? [overHttp.allowInsecureRequests] : [],
      timeout: Math.min(5, timeoutSeconds),
    });
    const server = found.serverMetadata();
    const config = new openid.Configuration(server, clientId, undefined, authentication(server));
    config.timeout = timeoutSeconds;
    if (isHttp) overHttp.allowInsecureRequests(config);
    return config;
  }

  async function readAnew(): Promise<openid.Configuration> {
    try {
      known = await discover();
    } catch (error) {
      if (!known) throw providerUnavailable(error);
    } finally {
      reading = undefined;
    }
    readAt = now();
    return known;
  }

  return () => {
    if (known && now() - readAt < freshMs) return Promise.resolve(known);
    reading ??= readAnew();
    return reading;
  };
}
