import { createHash, randomUUID } from 'node:crypto';
import express, { type Request } from 'express';
import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';
import { listen } from '../../kernel/http/listen.ts';

/** Who signs in at the fake provider next. */
export interface FakePerson {
  readonly subject: string;
  readonly tenants: Readonly<Record<string, readonly string[]>>;
  readonly sid: string;
}

/** How the provider goes wrong. Each is off by default. */
export interface Misbehaviour {
  /** Claims over the right ones in the ID token; undefined takes one away. */
  idToken: Record<string, unknown>;
  /** Header members over the right ones. */
  idTokenHeader: Record<string, string>;
  /** Parameters over the right ones on the way back. */
  callback: Record<string, string>;
  /** What the token endpoint answers to a refresh, instead of tokens. */
  refreshError: { status: number; error: string } | undefined;
  /** Waits for this before it answers a refresh. */
  refreshGate: Promise<unknown> | undefined;
}

/** An OpenID provider that signs in whoever comes, counts what it is asked, and lies when told to. */
export interface FakeProvider {
  readonly url: string;
  person: FakePerson;
  accessTokenSeconds: number;
  readonly misbehaviour: Misbehaviour;
  /** Parameters of each pushed authorization request. */
  readonly authorizations: URLSearchParams[];
  /** Fields of each token request. */
  readonly tokenRequests: URLSearchParams[];
  readonly revoked: string[];
  /** Every token ever made, to be searched for where none may be. */
  readonly secrets: string[];
  signLogoutToken(claims: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
  behave(): void;
  close(): Promise<void>;
}

const clientId = 'stella-console';

export async function startFakeProvider(): Promise<FakeProvider> {
  const key = await newKey();
  const pushed = new Map<string, URLSearchParams>();
  const codes = new Map<string, { request: URLSearchParams; person: FakePerson; authTime: number }>();
  const refreshTokens = new Map<string, { person: FakePerson; authTime: number; scope: string }>();
  const app = express();
  const form = express.text({ type: 'application/x-www-form-urlencoded' });
  const fieldsOf = (request: Request) => new URLSearchParams(String(request.body));
  const nowSeconds = () => Math.floor(Date.now() / 1000);

  app.get('/.well-known/openid-configuration', (_request, response) => {
    const { url } = provider;
    response.json({
      issuer: url,
      authorization_endpoint: `${url}/auth`,
      pushed_authorization_request_endpoint: `${url}/par`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks`,
      revocation_endpoint: `${url}/revoke`,
      end_session_endpoint: `${url}/end`,
      dpop_signing_alg_values_supported: ['ES256'],
      id_token_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: true,
    });
  });
  app.get('/jwks', async (_request, response) => void response.json({ keys: [await publicJwk(key)] }));

  app.post('/par', form, (request, response) => {
    const uri = `urn:request:${randomUUID()}`;
    pushed.set(uri, fieldsOf(request));
    provider.authorizations.push(fieldsOf(request));
    response.status(201).json({ request_uri: uri, expires_in: 60 });
  });

  app.get('/auth', (request, response) => {
    const asked =
      pushed.get(new URL(request.url, provider.url).searchParams.get('request_uri') ?? '') ?? new URLSearchParams();
    const code = randomUUID();
    codes.set(code, { request: asked, person: provider.person, authTime: nowSeconds() });
    const back = new URL(asked.get('redirect_uri') ?? '');
    const parameters = { code, state: asked.get('state') ?? '', iss: provider.url, ...provider.misbehaviour.callback };
    for (const [name, value] of Object.entries(parameters)) back.searchParams.set(name, value);
    response.redirect(back.href);
  });

  app.post('/token', form, async (request, response) => {
    const fields = fieldsOf(request);
    provider.tokenRequests.push(fields);
    const jwk = decodeProtectedHeader(request.get('dpop') ?? '').jwk;
    const jkt = await calculateJwkThumbprint(jwk ?? {});
    if (fields.get('grant_type') === 'refresh_token') {
      await provider.misbehaviour.refreshGate;
      const { refreshError } = provider.misbehaviour;
      if (refreshError) return void response.status(refreshError.status).json({ error: refreshError.error });
      const used = fields.get('refresh_token') ?? '';
      const held = refreshTokens.get(used);
      refreshTokens.delete(used);
      if (!held) return void response.status(400).json({ error: 'invalid_grant' });
      return void response.json(await tokensFor(held, fields.get('resource') ?? '', jkt));
    }
    const redeemed = codes.get(fields.get('code') ?? '');
    codes.delete(fields.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(fields.get('code_verifier') ?? '')
      .digest('base64url');
    if (redeemed?.request.get('code_challenge') !== challenge) {
      return void response.status(400).json({ error: 'invalid_grant' });
    }
    const { person, authTime, request: asked } = redeemed;
    const tokens = await tokensFor(
      { person, authTime, scope: asked.get('scope') ?? '' },
      fields.get('resource') ?? '',
      jkt,
    );
    response.json({ ...tokens, id_token: await idToken(person, authTime, asked.get('nonce') ?? '') });
  });

  app.post('/revoke', form, (request, response) => {
    provider.revoked.push(fieldsOf(request).get('token') ?? '');
    response.status(200).end();
  });

  async function tokensFor(
    held: { person: FakePerson; authTime: number; scope: string },
    audience: string,
    jkt: string,
  ) {
    const { person, authTime, scope } = held;
    const lifetime = provider.accessTokenSeconds;
    const now = nowSeconds();
    const accessToken = await sign(key, {
      iss: provider.url, aud: audience, sub: person.subject, client_id: clientId, jti: randomUUID(),
      iat: now, exp: now + lifetime, auth_time: authTime, scope, cnf: { jkt }, 'stella:tenants': person.tenants,
    }, { typ: 'at+jwt' }); // prettier-ignore
    const refreshToken = randomUUID();
    refreshTokens.set(refreshToken, held);
    provider.secrets.push(accessToken, refreshToken);
    return { access_token: accessToken, token_type: 'DPoP', expires_in: lifetime, scope, refresh_token: refreshToken };
  }

  async function idToken(person: FakePerson, authTime: number, nonce: string): Promise<string> {
    const now = nowSeconds();
    const claims = {
      iss: provider.url, aud: clientId, sub: person.subject, sid: person.sid, nonce, iat: now, exp: now + 300,
      auth_time: authTime, name: `Person ${person.subject}`, preferred_username: person.subject,
      ...provider.misbehaviour.idToken,
    }; // prettier-ignore
    const { idTokenHeader } = provider.misbehaviour;
    const token = idTokenHeader['alg'] === 'none' ? unsigned(claims) : await sign(key, claims, idTokenHeader);
    provider.secrets.push(token);
    return token;
  }

  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  const rightly: Misbehaviour = {
    idToken: {},
    idTokenHeader: {},
    callback: {},
    refreshError: undefined,
    refreshGate: undefined,
  };
  const ada: FakePerson = { subject: 'ada', tenants: { acme: ['operator'], globex: ['viewer'] }, sid: 'sid-1' };
  const provider: FakeProvider = {
    url: server.url,
    person: ada,
    accessTokenSeconds: 3600,
    misbehaviour: { ...rightly },
    authorizations: [],
    tokenRequests: [],
    revoked: [],
    secrets: [],
    signLogoutToken: (claims, header = {}) => sign(key, claims, { typ: 'logout+jwt', ...header }),
    behave() {
      Object.assign(provider.misbehaviour, rightly);
      provider.person = ada;
      provider.accessTokenSeconds = 3600;
      for (const list of [provider.authorizations, provider.tokenRequests, provider.revoked]) list.length = 0;
    },
    close: () => server.close({ graceMs: 0 }),
  };
  return provider;
}

interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

const kid = 'provider-key';

function newKey(): Promise<SigningKey> {
  return generateKeyPair('ES256');
}

async function publicJwk({ publicKey }: SigningKey) {
  return { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
}

async function sign(key: SigningKey, claims: JWTPayload, header: Partial<JWTHeaderParameters>): Promise<string> {
  // A key of another: the signature is good, but of nobody we know.
  const signer = header.kid === undefined ? key : await newKey();
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid, ...header }).sign(signer.privateKey);
}

function unsigned(claims: JWTPayload): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.`;
}
