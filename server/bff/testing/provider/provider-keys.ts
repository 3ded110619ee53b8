import { createHmac } from 'node:crypto';
import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';
import type { SigningAlgorithm } from './provider-kind.ts';

/** Header members over the right ones. */
export type HeaderChanges = Readonly<Record<string, string | undefined>>;

/** The keys of a provider: the one that it signs with, and those that it publishes. */
export interface ProviderKeys {
  published(): Promise<JWK[]>;
  /**
   * Signs with the provider's key. With another `kid` or `alg` in the header the signature is good, but of a key that
   * nobody knows; `HS…` is keyed with the client's secret, `none` has no signature.
   */
  sign(claims: JWTPayload, header?: HeaderChanges): Promise<string>;
  /** Signs with a new key from now on, and publishes only that. */
  rotate(): Promise<void>;
}

interface Header {
  readonly alg: string;
  readonly kid: string | undefined;
}

interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

export async function createProviderKeys(alg: SigningAlgorithm, clientSecret: string): Promise<ProviderKeys> {
  let count = 0;
  let current = await newKey(alg);

  async function newKey(algorithm: string): Promise<Key> {
    const pair = await generateKeyPair(algorithm, { extractable: true });
    return { ...pair, kid: `provider-key-${count++}` };
  }

  return {
    async published() {
      const { kid, publicKey } = current;
      return [{ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }];
    },

    async sign(claims, changes = {}) {
      const header: Header = { alg, kid: current.kid, ...changes };
      if (header.alg === 'none') return `${encoded(header)}.${encoded(claims)}.`;
      if (header.alg.startsWith('HS')) return withSecret(header, claims, clientSecret);
      const isForeign = header.alg !== alg || (header.kid !== undefined && header.kid !== current.kid);
      const { privateKey } = isForeign ? await newKey(header.alg) : current;
      return new SignJWT(claims).setProtectedHeader(withoutUndefined(header)).sign(privateKey);
    },

    async rotate() {
      current = await newKey(alg);
    },
  };
}

/** A header with `kid: undefined` becomes one without `kid`. */
function withoutUndefined(header: Header): JWTHeaderParameters {
  return JSON.parse(JSON.stringify(header)) as JWTHeaderParameters;
}

function withSecret(header: object, claims: JWTPayload, secret: string): string {
  const signed = `${encoded(header)}.${encoded(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
