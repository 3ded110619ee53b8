import type { JWK } from 'jose';
import * as openid from 'openid-client';
import type { Arrival, Browser } from './browser.ts';

/** A client of the authority as the BFF is one: openid-client with private_key_jwt, PAR, PKCE and DPoP. */
export interface RelyingParty {
  /** Pushes an authorization request; the answer is where to send the browser. */
  begin(parameters?: Record<string, string | readonly string[]>): Promise<StartedSignIn>;
  refresh(refreshToken: string, parameters?: Record<string, string>): Promise<Tokens>;
  clientCredentials(parameters: Record<string, string>): Promise<Tokens>;
  revoke(token: string): Promise<void>;
  userInfo(tokens: Tokens): Promise<Record<string, unknown>>;
  endSessionUrl(parameters: Record<string, string>): URL;
  readonly dpopThumbprint: Promise<string>;
}

export interface StartedSignIn {
  readonly url: URL;
  /** Exchanges the code with which the browser came back, for tokens of one resource. */
  finish(arrivedAt: URL, parameters?: Record<string, string>): Promise<Tokens>;
}

export type Tokens = openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers;

export interface RelyingPartyOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly privateKey: JWK;
  readonly redirectUri: string;
}

/** All that the console asks for at sign-in: every scope of a person, and both upstreams. */
export const consoleRequest = {
  scope: [
    'openid profile email ui.read ui.admin ui.audit',
    'export:read export:run export:download export:profile:manage export:retention export:sources export:keys orch:quota',
    'evidence:read evidence:download evidence:create evidence:verify evidence:hold evidence:hold:release',
    'evidence:incident evidence:retention timeline:read',
  ].join(' '),
  resource: ['urn:stellaops:export-center', 'urn:stellaops:evidence-locker'],
} as const;

/** Marked as deprecated to stand out; a loopback issuer is what it is for. */
const overHttp: { readonly allowInsecureRequests: (config: openid.Configuration) => void } = openid;

export async function createRelyingParty(options: RelyingPartyOptions): Promise<RelyingParty> {
  const { issuer, clientId, privateKey, redirectUri } = options;
  const key = await crypto.subtle.importKey('jwk', privateKey, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  const authentication = openid.PrivateKeyJwt({ key, ...(privateKey.kid ? { kid: privateKey.kid } : {}) });
  const metadata = { id_token_signed_response_alg: 'ES256' };
  const config = await openid.discovery(new URL(issuer), clientId, metadata, authentication, {
    execute: [overHttp.allowInsecureRequests, openid.enableNonRepudiationChecks],
  });
  const keyPair = await openid.randomDPoPKeyPair('ES256');
  const DPoP = openid.getDPoPHandle(config, keyPair);

  return {
    async begin(parameters = {}) {
      const checks = {
        pkceCodeVerifier: openid.randomPKCECodeVerifier(),
        expectedState: openid.randomState(),
        expectedNonce: openid.randomNonce(),
        idTokenExpected: true,
      };
      const request = {
        redirect_uri: redirectUri,
        code_challenge: await openid.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
        code_challenge_method: 'S256',
        state: checks.expectedState,
        nonce: checks.expectedNonce,
        ...consoleRequest,
        ...parameters,
      };
      const url = await openid.buildAuthorizationUrlWithPAR(config, toSearchParams(request));
      return {
        url,
        finish: (arrivedAt, resource = {}) =>
          openid.authorizationCodeGrant(config, arrivedAt, checks, resource, { DPoP }),
      };
    },
    refresh: (token, parameters) => openid.refreshTokenGrant(config, token, parameters, { DPoP }),
    clientCredentials: (parameters) => openid.clientCredentialsGrant(config, parameters, { DPoP }),
    revoke: (token) => openid.tokenRevocation(config, token),
    userInfo: (tokens) => openid.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? '', { DPoP }),
    endSessionUrl: (parameters) => openid.buildEndSessionUrl(config, parameters),
    dpopThumbprint: DPoP.calculateThumbprint(),
  };
}

/** Signs a person in through the page and returns the redirect to the client, or the page that refused. */
export async function signInAs(
  browser: Browser,
  started: StartedSignIn,
  userName: string,
  password = 'evidence',
): Promise<Arrival> {
  const page = await browser.navigate(started.url);
  return browser.submit(page, { userName, password });
}

function toSearchParams(parameters: Record<string, string | readonly string[]>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters)) {
    for (const value of [values].flat()) search.append(name, value);
  }
  return search;
}
