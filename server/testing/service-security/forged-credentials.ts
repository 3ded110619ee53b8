import { createHmac } from 'node:crypto';
import { createDpopKey, type ProofFacts } from '../dpop-key.ts';
import type { TokenFacts } from '../fake-issuer.ts';
import type { AttackedService } from './attacked-service.ts';

/** The call that credentials are made for. */
export interface ForgedFor {
  readonly method: string;
  /** Without query. */
  readonly url: string;
}

/** Headers that must not let anybody in. */
export type Forge = (service: AttackedService, call: ForgedFor) => Promise<Record<string, string>>;

const bearer =
  (token: (service: AttackedService) => Promise<string> | string): Forge =>
  async (service) => ({ Authorization: `Bearer ${await token(service)}` });

const mint =
  (bend: Partial<TokenFacts>) =>
  (service: AttackedService): Promise<string> =>
    service.issuer.mintBearer({ ...service.tokenFacts(), ...bend });

/** A good token with another header and a signature of the forger's. */
async function resigned(
  service: AttackedService,
  header: Readonly<Record<string, string>>,
  sign: (signed: string) => string,
): Promise<string> {
  const [, payload = ''] = (await mint({})(service)).split('.');
  const signed = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}`;
  return `${signed}.${sign(signed)}`;
}

/** HMAC with what anybody can read: the issuer's public key. */
async function signedWithPublicKey(service: AttackedService): Promise<string> {
  const { keys } = (await (await fetch(`${service.issuer.url}/jwks`)).json()) as { keys: { kid: string }[] };
  const kid = keys[0]?.kid ?? '';
  return resigned(service, { alg: 'HS256', typ: 'at+jwt', kid }, (signed) =>
    createHmac('sha256', JSON.stringify(keys[0])).update(signed).digest('base64url'),
  );
}

/** A good, bound token with a proof that is bent. */
const proof =
  (bend: (call: ForgedFor) => Partial<ProofFacts>): Forge =>
  async (service, call) => {
    const { token, key } = await service.issuer.mint(service.tokenFacts());
    return { Authorization: `DPoP ${token}`, DPoP: await key.prove({ ...call, token, ...bend(call) }) };
  };

const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** Everything that is not a good token with a good proof (security.md, goal 28). */
export const forgeries: Readonly<Record<string, Forge>> = {
  'no token': () => Promise.resolve({}),
  garbage: bearer(() => 'garbage'),
  'three parts of garbage': bearer(() => 'e30.e30.e30'),
  'a user name and password': () => Promise.resolve({ Authorization: `Basic ${btoa('person:password')}` }),
  'identity headers instead of a token': () =>
    Promise.resolve({ 'X-Stella-Subject': 'person', 'X-Forwarded-User': 'person', 'X-Stella-Roles': 'tenant-admin' }),

  "another issuer's token": bearer((service) => service.stranger.mintBearer(service.tokenFacts())),
  "another issuer's token in the name of ours": bearer((service) =>
    service.stranger.mintBearer({ ...service.tokenFacts(), claims: { iss: service.issuer.url } }),
  ),
  "our issuer's token in the name of another": bearer(mint({ claims: { iss: 'https://another.example' } })),
  'a token for another audience': bearer(mint({ audience: 'urn:stellaops:another' })),
  'an expired token': bearer(mint({ lifetimeSeconds: -30 })),
  'a token that is not valid yet': bearer(mint({ claims: { nbf: secondsFromNow(86_400) } })),
  'a token without an end': bearer(mint({ claims: { exp: undefined } })),
  'a token of alg none': bearer((service) => resigned(service, { alg: 'none', typ: 'at+jwt' }, () => '')),
  'a token signed with the public key as a secret': bearer(signedWithPublicKey),
  'a token with another signature': bearer(async (service) => {
    const [header, payload] = (await mint({})(service)).split('.');
    const [, , signature] = (await mint({ subject: 'another' })(service)).split('.');
    return [header, payload, signature].join('.');
  }),
  'a token of an unknown key': bearer(mint({ header: { kid: 'unknown' } })),
  'an ID token': bearer(mint({ header: { typ: 'JWT' } })),
  'a logout token': bearer(mint({ header: { typ: 'logout+jwt' } })),

  'a bound token without a proof': async (service) => ({
    Authorization: `DPoP ${(await service.issuer.mint(service.tokenFacts())).token}`,
  }),
  'a bound token as Bearer': async (service) => ({
    Authorization: `Bearer ${(await service.issuer.mint(service.tokenFacts())).token}`,
  }),
  'a bound token as Bearer, with its proof': async (service, { method, url }) => {
    const { token, headers } = await service.issuer.mint(service.tokenFacts());
    return { ...(await headers(method, url)), Authorization: `Bearer ${token}` };
  },
  'the proof of another key': async (service, call) => {
    const { token } = await service.issuer.mint(service.tokenFacts());
    const thief = await createDpopKey();
    return { Authorization: `DPoP ${token}`, DPoP: await thief.prove({ ...call, token }) };
  },
  'a proof for another method': proof(({ method }) => ({ method: method === 'GET' ? 'POST' : 'GET' })),
  'a proof for another address': proof(({ url }) => ({ url: `${url}/other` })),
  'a proof for another host': proof(({ url }) => ({ url: `https://evil.example${new URL(url).pathname}` })),
  'a proof for another token': proof(() => ({ token: 'another' })),
  'an old proof': proof(() => ({ claims: { iat: secondsFromNow(-120) } })),
  'a proof of the future': proof(() => ({ claims: { iat: secondsFromNow(120) } })),
  'a proof without a name of its own': proof(() => ({ claims: { jti: undefined } })),
};
