import type { JWK } from 'jose';
import { z } from 'zod';
import { roles } from '../../contracts/roles.ts';
import type { VaultSeal } from './vault-seal.ts';

const accessToken = z.strictObject({
  value: z.string(),
  /** How it is presented: bound to the session's key, or by whoever holds it. */
  scheme: z.enum(['DPoP', 'Bearer']),
  scopes: z.array(z.string()),
  /** Milliseconds since 1970. */
  issuedAt: z.int(),
  expiresAt: z.int(),
});

/** Everything of a session that would let someone act as the person. It exists in memory and sealed, nowhere else. */
export const tokenSet = z.strictObject({
  /** Private key of the DPoP proofs; null where the provider does not bind tokens. */
  dpopKey: z.custom<JWK>((value) => typeof value === 'object' && value !== null).nullable(),
  refreshToken: z.string().nullable(),
  /** By audience: one for each upstream. */
  accessTokens: z.record(z.string(), accessToken),
  /** Roles by tenant, as the newest token says. */
  tenants: z.record(z.string(), z.array(z.enum(roles))),
});

export type AccessToken = z.output<typeof accessToken>;

export type TokenSet = z.output<typeof tokenSet>;

/** Sealed for one session: it does not open under another's id hash. */
export function sealTokens(seal: VaultSeal, idHash: string, tokens: TokenSet): string {
  return seal.seal(JSON.stringify(tokens), idHash);
}

export function openTokens(seal: VaultSeal, idHash: string, sealed: string): TokenSet | undefined {
  const text = seal.open(sealed, idHash);
  return text === undefined ? undefined : tokenSet.safeParse(JSON.parse(text)).data;
}
