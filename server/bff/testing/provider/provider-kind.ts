/** The algorithms that a provider may sign with; `none` and shared secrets are not among those that we accept. */
export type SigningAlgorithm = 'ES256' | 'RS256' | 'PS256' | 'EdDSA';

export type ClientAuthenticationMethod = 'private_key_jwt' | 'client_secret_basic' | 'client_secret_post';

/** What sort of provider it is: what its discovery document announces, and what it then does. */
export interface ProviderKind {
  /** RFC 9126 */
  readonly pushesRequests: boolean;
  /** RFC 9449; otherwise whoever holds a token may use it. */
  readonly bindsTokens: boolean;
  /** Asks for this nonce in each proof (RFC 9449, section 8). */
  readonly dpopNonce: string | undefined;
  /** `iss` in the authorization response (RFC 9207). */
  readonly namesItself: boolean;
  readonly hasEndSession: boolean;
  readonly hasRevocation: boolean;
  /** What goes with a revoked token: RFC 7009, section 2.1, leaves that to the provider. */
  readonly revokes: 'family' | 'session';
  readonly signsWith: SigningAlgorithm;
  /**
   * A JWT for the `resource` asked for (RFC 8707), for those upstreams that its scopes are of (and then no parameter may
   * come twice), for both whatever was asked, or no JWT.
   */
  readonly accessTokens: 'of-resource' | 'of-scopes' | 'of-all' | 'opaque';
  readonly refreshTokens: 'rotated' | 'kept' | 'none';
  /** An ID token with each refresh (OpenID Connect Core 1.0, section 12.2). */
  readonly renewsIdToken: boolean;
  readonly authentication: ClientAuthenticationMethod;
  readonly clientSecret: string;
}

/** As the embedded authority, and everything newer than OpenID Connect Core. */
export const modernProvider: ProviderKind = {
  pushesRequests: true,
  bindsTokens: true,
  dpopNonce: undefined,
  namesItself: true,
  hasEndSession: true,
  hasRevocation: true,
  revokes: 'family',
  signsWith: 'ES256',
  accessTokens: 'of-resource',
  refreshTokens: 'rotated',
  renewsIdToken: false,
  authentication: 'private_key_jwt',
  clientSecret: 'p%ss:w+rd & more',
};
