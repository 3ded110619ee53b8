import * as oauth from 'oauth4webapi';
import { AppError } from './errors.ts';

const timeoutMs = 5_000;

/** The issuer's discovery document, fetched when first needed and kept; a failed fetch is tried again at the next need. */
export class IssuerMetadata {
  readonly #issuer: URL;
  #fetched: Promise<oauth.AuthorizationServer> | undefined;

  constructor(issuer: string) {
    this.#issuer = new URL(issuer);
  }

  /** @throws AppError ERR_UNAVAILABLE */
  async get(): Promise<oauth.AuthorizationServer> {
    this.#fetched ??= this.#fetch();
    try {
      return await this.#fetched;
    } catch (cause) {
      this.#fetched = undefined;
      throw new AppError('ERR_UNAVAILABLE', 'The identity provider does not answer. Try again.', { cause });
    }
  }

  async #fetch(): Promise<oauth.AuthorizationServer> {
    const response = await oauth.discoveryRequest(this.#issuer, {
      algorithm: 'oidc',
      [oauth.allowInsecureRequests]: this.#issuer.protocol === 'http:',
      signal: () => AbortSignal.timeout(timeoutMs),
    });
    return oauth.processDiscoveryResponse(this.#issuer, response);
  }
}
