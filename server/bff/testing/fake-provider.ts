import { EventEmitter, once } from 'node:events';
import express from 'express';
import type { JWK, JWTPayload } from 'jose';
import { listen } from '../../kernel/http/listen.ts';
import { mountAuthorization } from './provider/authorization-endpoint.ts';
import { mountDiscovery } from './provider/discovery.ts';
import { createGrants, type FakePerson } from './provider/grants.ts';
import { rightly, type Misbehaviour } from './provider/misbehaviour.ts';
import { createProviderKeys, type HeaderChanges } from './provider/provider-keys.ts';
import { modernProvider, type ProviderKind } from './provider/provider-kind.ts';
import type { ProviderParts } from './provider/provider-parts.ts';
import { mountTokenEndpoint } from './provider/token-endpoint.ts';

export type { FakePerson } from './provider/grants.ts';
export type { Misbehaviour } from './provider/misbehaviour.ts';

/** An OpenID provider that signs in whoever comes, counts what it is asked, and lies when told to. */
export interface FakeProvider {
  readonly url: string;
  person: FakePerson;
  accessTokenSeconds: number;
  /** Public half of the key that the client is registered with; undefined lets every key pass. */
  clientKey: JWK | undefined;
  readonly misbehaviour: Misbehaviour;
  /** Parameters of each authorization request, pushed or not. */
  readonly authorizations: URLSearchParams[];
  /** Fields of each token request. */
  readonly tokenRequests: URLSearchParams[];
  readonly revoked: string[];
  /**
   * The first of `revoked`, as soon as there is one: nobody waits for a revocation, so those of the spec before may
   * still come.
   */
  whenRevoked(isMeant?: (token: string) => boolean): Promise<string>;
  /** How often the discovery document was read. */
  discoveries: number;
  /** How often the key set was read. */
  keyRequests: number;
  /** How many refresh tokens came a second time after they were used up; all of their family is then over. */
  readonly reuses: number;
  /** Every token ever made, to be searched for where none may be. */
  readonly secrets: string[];
  /** As if a thief had used every refresh token: whoever comes with one of them next is found out. */
  useUpRefreshTokens(): void;
  signLogoutToken(claims: JWTPayload, header?: HeaderChanges): Promise<string>;
  /** Signs with a new key from now on; the old one is no longer published. */
  rotateKey(): Promise<void>;
  behave(): void;
  close(): Promise<void>;
}

export interface FakeProviderOptions extends Partial<ProviderKind> {
  /** Milliseconds since 1970; the clock of the BFF under test. */
  readonly now?: () => number;
}

const ada: FakePerson = { subject: 'ada', tenants: { acme: ['operator'], globex: ['viewer'] }, sid: 'sid-1' };

export async function startFakeProvider({ now = Date.now, ...sort }: FakeProviderOptions = {}): Promise<FakeProvider> {
  const kind = { ...modernProvider, ...sort };
  const keys = await createProviderKeys(kind.signsWith, kind.clientSecret);
  const grants = createGrants();
  const revocations = new EventEmitter<{ revoked: [token: string] }>();
  const app = express();
  const server = await listen(app, { host: '127.0.0.1', port: 0 });

  const provider: FakeProvider = {
    url: server.url,
    person: ada,
    accessTokenSeconds: 3600,
    clientKey: undefined,
    misbehaviour: { ...rightly },
    authorizations: [],
    tokenRequests: [],
    revoked: [],
    async whenRevoked(isMeant = () => true) {
      let found = provider.revoked.find(isMeant);
      while (found === undefined) {
        await once(revocations, 'revoked');
        found = provider.revoked.find(isMeant);
      }
      return found;
    },
    discoveries: 0,
    keyRequests: 0,
    get reuses() {
      return grants.reuses;
    },
    secrets: [],
    useUpRefreshTokens() {
      for (const token of grants.usable()) grants.useUp(token);
    },
    signLogoutToken: (claims, header = {}) => keys.sign(claims, { typ: 'logout+jwt', ...header }),
    rotateKey: () => keys.rotate(),
    behave() {
      Object.assign(provider.misbehaviour, rightly);
      provider.person = ada;
      provider.accessTokenSeconds = 3600;
      for (const list of [provider.authorizations, provider.tokenRequests, provider.revoked]) list.length = 0;
    },
    close: () => server.close({ graceMs: 0 }),
  };

  const parts: ProviderParts = { provider, kind, keys, grants, revocations, now: () => Math.floor(now() / 1000) };
  mountDiscovery(app, parts);
  mountAuthorization(app, parts);
  mountTokenEndpoint(app, parts);
  return provider;
}
