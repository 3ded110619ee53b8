import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type JWTPayload,
} from 'jose';

/** An OpenID provider without a form. Its `/auth` is told who signs in, an operator of which tenant: `…&person=p1&tenant=acme`. */
export interface Issuer {
  readonly url: string;
  /** Lifetime of the access tokens made from now on. */
  accessTokenSeconds: number;
  /** Refresh grants so far. */
  readonly refreshes: () => number;
  close(): Promise<void>;
}

export interface IssuerOptions {
  /** Whether it binds tokens to the caller's DPoP key (RFC 9449), or gives Bearer tokens. */
  readonly binds: boolean;
}

interface Grant {
  readonly person: string;
  readonly tenant: string;
  readonly scope: string;
  readonly authTime: number;
}

const clientId = 'stella-console';
const kid = 'bench';

export async function startIssuer({ binds }: IssuerOptions): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }];
  const codes = new Map<string, Grant & { readonly nonce: string }>();
  const refreshTokens = new Map<string, Grant>();
  let refreshes = 0;

  const server = createServer((request, response) => {
    answer(request).then(
      ({ status = 200, location, body = {} }) => {
        const headers = { 'content-type': 'application/json', ...(location === undefined ? {} : { location }) };
        response.writeHead(status, headers).end(JSON.stringify(body));
      },
      (error: unknown) => response.destroy(error as Error),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage): Promise<{ status?: number; location?: string; body?: object }> {
    const target = new URL(request.url ?? '', url);
    switch (target.pathname) {
      case '/.well-known/openid-configuration':
        return { body: metadata() };
      case '/jwks':
        return { body: { keys } };
      case '/auth':
        return { status: 302, location: signInAt(target.searchParams) };
      case '/token':
        return grant(new URLSearchParams(await text(request)), request.headers['dpop']);
      default:
        return { status: 404 };
    }
  }

  function metadata(): object {
    return {
      issuer: url,
      authorization_endpoint: `${url}/auth`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks`,
      id_token_signing_alg_values_supported: ['ES256'],
      ...(binds ? { dpop_signing_alg_values_supported: ['ES256'] } : {}),
    };
  }

  function signInAt(asked: URLSearchParams): string {
    const code = randomUUID();
    const value = (name: string) => asked.get(name) ?? '';
    codes.set(code, {
      person: value('person'),
      tenant: value('tenant'),
      scope: value('scope'),
      nonce: value('nonce'),
      authTime: nowSeconds(),
    });
    const back = new URL(value('redirect_uri'));
    back.searchParams.set('code', code);
    back.searchParams.set('state', value('state'));
    return back.href;
  }

  async function grant(fields: URLSearchParams, proof: string | string[] | undefined) {
    const audience = fields.get('resource') ?? '';
    if (fields.get('grant_type') === 'refresh_token') {
      refreshes += 1;
      const held = take(refreshTokens, fields.get('refresh_token'));
      return held ? { body: await tokens(held, audience, proof) } : { status: 400, body: { error: 'invalid_grant' } };
    }
    const redeemed = take(codes, fields.get('code'));
    if (!redeemed) return { status: 400, body: { error: 'invalid_grant' } };
    const { person, nonce, authTime } = redeemed;
    const claims = { aud: clientId, sub: person, sid: randomUUID(), nonce, auth_time: authTime, name: person };
    return { body: { ...(await tokens(redeemed, audience, proof)), id_token: await sign(claims, 300) } };
  }

  async function tokens(held: Grant, audience: string, proof: string | string[] | undefined) {
    const { person, tenant, scope, authTime } = held;
    const bound = binds && typeof proof === 'string' ? { cnf: { jkt: await thumbprintOf(proof) } } : {};
    const claims = { aud: audience, sub: person, client_id: clientId, jti: randomUUID(), auth_time: authTime, scope };
    const lifetime = issuer.accessTokenSeconds;
    const refreshToken = randomUUID();
    refreshTokens.set(refreshToken, held);
    return {
      access_token: await sign({ ...claims, ...bound, 'stella:tenants': { [tenant]: ['operator'] } }, lifetime),
      token_type: binds ? 'DPoP' : 'Bearer',
      expires_in: lifetime,
      scope,
      refresh_token: refreshToken,
    };
  }

  function sign(claims: JWTPayload, lifetimeSeconds: number): Promise<string> {
    const now = nowSeconds();
    return new SignJWT({ iss: url, iat: now, exp: now + lifetimeSeconds, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid })
      .sign(privateKey);
  }

  const issuer: Issuer = {
    url,
    accessTokenSeconds: 3600,
    refreshes: () => refreshes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return issuer;
}

/** Codes and refresh tokens work once. */
function take<Value>(values: Map<string, Value>, key: string | null): Value | undefined {
  const value = values.get(key ?? '');
  values.delete(key ?? '');
  return value;
}

function thumbprintOf(proof: string): Promise<string> {
  return calculateJwkThumbprint(decodeProtectedHeader(proof).jwk ?? {});
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
