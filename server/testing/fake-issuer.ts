import { randomUUID } from 'node:crypto';
import express from 'express';
import { decodeProtectedHeader, calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { listen } from '../kernel/http/listen.ts';
import { createDpopKey, type DpopKey } from './dpop-key.ts';

/** What a minted token says; the rest of its claims is as RFC 9068 asks. */
export interface TokenFacts {
  readonly audience: string;
  readonly subject?: string;
  readonly clientId?: string;
  readonly scope?: string;
  readonly tenants?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Seconds ago that the person signed in; 0 by default. */
  readonly signedInSecondsAgo?: number;
  /** Negative for an expired token. */
  readonly lifetimeSeconds?: number;
  /** Claims over the usual ones; undefined takes one away. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Header members over the usual ones. */
  readonly header?: Readonly<Record<string, string>>;
}

export interface BoundToken {
  readonly token: string;
  readonly key: DpopKey;
  /** Authorization and a fresh DPoP proof for one request. */
  readonly headers: (method: string, url: string) => Promise<Record<string, string>>;
}

/** An OpenID provider for specs: discovery, keys, the client credentials grant, and tokens minted on demand. */
export interface FakeIssuer {
  readonly url: string;
  /** Token requests received, as form fields. */
  readonly tokenRequests: Record<string, string>[];
  /** A token bound to a DPoP key. */
  mint(facts: TokenFacts): Promise<BoundToken>;
  /** A token that anyone may carry. */
  mintBearer(facts: TokenFacts): Promise<string>;
  /** Signs with a new key from now on; the old one is no longer published. */
  rotateKey(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the issuer on a free port. Tokens of its client credentials grant live for `serviceTokenSeconds`. */
export async function startFakeIssuer({ serviceTokenSeconds = 300 } = {}): Promise<FakeIssuer> {
  let signing = await newSigningKey();
  const tokenRequests: Record<string, string>[] = [];
  const app = express();
  app.get('/.well-known/openid-configuration', (_request, response) => {
    response.json({
      issuer: issuer.url,
      jwks_uri: `${issuer.url}/jwks`,
      token_endpoint: `${issuer.url}/token`,
      dpop_signing_alg_values_supported: ['ES256'],
    });
  });
  app.get('/jwks', (_request, response) => void response.json({ keys: [signing.publicJwk] }));
  app.post('/token', express.urlencoded(), async (request, response) => {
    const fields = request.body as Record<string, string>;
    tokenRequests.push(fields);
    const clientId = fields['client_id'] ?? '';
    const facts = { audience: fields['resource'] ?? '', subject: clientId, clientId, ...pick(fields, 'scope') };
    const { jwk } = decodeProtectedHeader(request.get('dpop') ?? '');
    const token = await sign(signing, issuer.url, { ...facts, lifetimeSeconds: serviceTokenSeconds }, jwk);
    response.json({ access_token: token, token_type: 'DPoP', expires_in: serviceTokenSeconds });
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const issuer: FakeIssuer = {
    url: server.url,
    tokenRequests,
    async mint(facts) {
      const key = await createDpopKey();
      const token = await sign(signing, server.url, facts, key.publicJwk);
      return {
        token,
        key,
        headers: async (method, url) => ({
          Authorization: `DPoP ${token}`,
          DPoP: await key.prove({ method, url, token }),
        }),
      };
    },
    mintBearer: (facts) => sign(signing, server.url, facts, undefined),
    async rotateKey() {
      signing = await newSigningKey();
    },
    close: () => server.close({ graceMs: 0 }),
  };
  return issuer;
}

interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
  readonly kid: string;
}

type CryptoKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

async function newSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const kid = randomUUID();
  return { privateKey, kid, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
}

async function sign(key: SigningKey, issuer: string, facts: TokenFacts, boundTo: JWK | undefined): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { subject = 'user-1', clientId = 'stella-console', lifetimeSeconds = 300, signedInSecondsAgo = 0 } = facts;
  const claims = {
    iss: issuer,
    aud: facts.audience,
    sub: subject,
    client_id: clientId,
    jti: randomUUID(),
    iat: now,
    exp: now + lifetimeSeconds,
    ...(subject === clientId ? {} : { auth_time: now - signedInSecondsAgo }),
    ...(facts.scope === undefined ? {} : { scope: facts.scope }),
    ...(facts.tenants === undefined ? {} : { 'stella:tenants': facts.tenants }),
    ...(boundTo ? { cnf: { jkt: await calculateJwkThumbprint(boundTo) } } : {}),
    ...facts.claims,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...facts.header })
    .sign(key.privateKey);
}

function pick(fields: Record<string, string>, name: string): Record<string, string> {
  const value = fields[name];
  return value === undefined ? {} : { [name]: value };
}
