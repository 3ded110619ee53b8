import * as oauth from 'oauth4webapi';
import type { ClientCredentials } from './client-credentials.ts';
import { IssuerMetadata } from './issuer-metadata.ts';

/** An access token of our own, with the handle that makes its DPoP proofs where it is bound to a key. */
export interface ServiceToken {
  readonly value: string;
  readonly dpop: oauth.DPoPHandle | undefined;
}

export interface ServiceTokenOptions {
  readonly issuer: string;
  readonly credentials: ClientCredentials;
  /** Of the service to call (RFC 8707); undefined where the issuer tells it by the scope. */
  readonly resource: string | undefined;
  readonly scope: string;
}

/** A token is renewed when less than this is left, so that none expires on its way. */
const renewBeforeMs = 30_000;
const timeoutMs = 5_000;

/** Fetches a token by the client credentials grant, DPoP-bound where the issuer can, and keeps it until it nears its end. */
export class ServiceTokenSource {
  readonly #options: ServiceTokenOptions;
  readonly #metadata: IssuerMetadata;
  #current: Promise<ServiceToken & { readonly renewAt: number }> | undefined;

  constructor(options: ServiceTokenOptions) {
    this.#options = options;
    this.#metadata = new IssuerMetadata(options.issuer);
  }

  async get(): Promise<ServiceToken> {
    const token = await (this.#current ??= this.#fetch());
    if (Date.now() < token.renewAt) return token;
    this.forget();
    return (this.#current = this.#fetch());
  }

  /** After the service refused it. */
  forget(): void {
    this.#current = undefined;
  }

  #fetch(): Promise<ServiceToken & { readonly renewAt: number }> {
    const fetched = this.#grant();
    fetched.catch(() => this.forget());
    return fetched;
  }

  async #grant(): Promise<ServiceToken & { readonly renewAt: number }> {
    const server = await this.#metadata.get();
    const { credentials, resource, scope } = this.#options;
    const client: oauth.Client = { client_id: credentials.clientId };
    const binds = server.dpop_signing_alg_values_supported?.includes('ES256') ?? false;
    const dpop = binds ? oauth.DPoP(client, await oauth.generateKeyPair('ES256')) : undefined;
    const request = (): Promise<Response> =>
      oauth.clientCredentialsGrantRequest(
        server,
        client,
        credentials.authentication,
        { ...(resource === undefined ? {} : { resource }), scope },
        {
          ...(dpop ? { DPoP: dpop } : {}),
          [oauth.allowInsecureRequests]: server.issuer.startsWith('http:'),
          signal: () => AbortSignal.timeout(timeoutMs),
        },
      );
    const read = async (): Promise<oauth.TokenEndpointResponse> =>
      oauth.processClientCredentialsResponse(server, client, await request());
    // The handle has kept the nonce that the issuer asks for in its first answer.
    const answer = await read().catch((error: unknown) => {
      if (oauth.isDPoPNonceError(error)) return read();
      throw error;
    });
    const lifetimeMs = (answer.expires_in ?? 60) * 1000;
    return {
      value: answer.access_token,
      dpop: answer.token_type === 'dpop' ? dpop : undefined,
      renewAt: Date.now() + Math.max(lifetimeMs - renewBeforeMs, lifetimeMs / 2),
    };
  }
}
